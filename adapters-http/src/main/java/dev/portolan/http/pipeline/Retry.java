package dev.portolan.http.pipeline;

import dev.portolan.error.CancelledException;
import dev.portolan.error.Problem;
import dev.portolan.http.config.HostConfig;
import dev.portolan.http.wire.Exchange;
import dev.portolan.http.wire.Request;
import dev.portolan.http.wire.Response;
import dev.portolan.http.wire.Sender;
import dev.portolan.http.wire.Uris;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.function.Function;

/**
 * Sends again what may pass: broken connections and answers that say "later". Answers that are small are read here,
 * so that one which breaks off is asked for again, too.
 */
public final class Retry implements Exchange {
    /** The largest answer that is kept in memory: a manifest at its limit and one byte more, in bytes. */
    public static final int LARGEST = (4 << 20) + 1;

    private static final Duration LONGEST_WISH = Duration.ofSeconds(60);
    private static final int REFUSALS = 2;

    private final Sender sender;
    private final Throttle throttle;
    private final Time time;
    private final Function<String, HostConfig> configs;

    /**
     * Retries over a sender.
     *
     * @param configs what is known of a {@code host:port}
     */
    public Retry(Sender sender, Throttle throttle, Time time, Function<String, HostConfig> configs) {
        this.sender = sender;
        this.throttle = throttle;
        this.time = time;
        this.configs = configs;
    }

    @Override
    public Response send(Request request) {
        String host = Uris.authority(request.uri());
        HostConfig config = configs.apply(host);
        int most = request.repeatable() ? config.attempts() : 1;
        Backoff backoff = new Backoff(time, most);
        try {
            for (int attempt = 1; ; attempt++) {
                try {
                    Response response = read(request, config, host);
                    if (!later(response.status())) {
                        return response;
                    }
                    Duration pause = slow(host, response, backoff.after(attempt));
                    if (attempt >= most) {
                        return response;
                    }
                    time.sleep(pause);
                } catch (InterruptedIOException e) {
                    throw Failures.of(request, e);
                } catch (IOException e) {
                    if (attempt >= most || !Failures.mayPass(e) || Failures.refused(e) && attempt >= REFUSALS) {
                        throw Failures.of(request, e);
                    }
                    time.sleep(backoff.after(attempt));
                }
            }
        } catch (InterruptedException e) {
            throw CancelledException.interrupted(Problem.of(request.what()).at(request.where()), e);
        }
    }

    /**
     * Sends within the host's bound, unless the request has a body that is read on the way: that body may come from the
     * same host, and must not wait for its own request to end.
     */
    private Response read(Request request, HostConfig config, String host) throws IOException, InterruptedException {
        throttle.awaitPause(host);
        if (request.body().inMemory().isEmpty()) {
            return read(request, config, sender.send(request));
        }
        throttle.enter(host);
        try {
            return read(request, config, sender.send(request));
        } finally {
            throttle.leave(host);
        }
    }

    private static Response read(Request request, HostConfig config, Response response) throws IOException {
        if (response.succeeded()) {
            return request.streamed() ? response : response.inMemory(LARGEST);
        }
        return Redaction.redact(request, config.headers(), response.inMemory(LARGEST), LARGEST);
    }

    private static boolean later(int status) {
        return status == 408 || status == 429 || status == 500 || status >= 502 && status <= 504;
    }

    /** What 429 and 503 ask for holds for the host, not for this request alone. */
    private Duration slow(String host, Response response, Duration otherwise) {
        Duration pause = response.header("Retry-After")
                .flatMap(value ->
                        RetryAfter.parse(value, RetryAfter.date(response).orElseGet(time::now)))
                .map(wish -> wish.compareTo(LONGEST_WISH) > 0 ? LONGEST_WISH : wish)
                .orElse(otherwise);
        if (response.status() == 429 || response.status() == 503) {
            throttle.slow(host, pause);
        }
        return pause;
    }
}
