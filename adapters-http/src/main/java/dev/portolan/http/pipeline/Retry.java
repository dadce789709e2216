package dev.portolan.http.pipeline;

import dev.portolan.error.CancelledException;
import dev.portolan.error.Problem;
import dev.portolan.http.config.HostConfig;
import dev.portolan.http.config.ProxyServer;
import dev.portolan.http.config.RequestListener;
import dev.portolan.http.wire.Exchange;
import dev.portolan.http.wire.JdkHttpSender;
import dev.portolan.http.wire.Request;
import dev.portolan.http.wire.Response;
import dev.portolan.http.wire.Uris;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Retries requests that a retry can help: broken connections, and the statuses of {@link Retryable}. Small responses
 * are read here, so that one which breaks off is requested again too.
 *
 * <p>While a registry restarts, its gateway answers 502, 503 or 504, or the connection is refused. During such an
 * outage, requests are retried for {@link HostConfig#retryFor}, whatever the number of attempts.
 */
public final class Retry implements Exchange {
    /** The largest answer that is kept in memory: a manifest at its limit and one byte more, in bytes. */
    public static final int LARGEST = (4 << 20) + 1;

    private static final Duration LONGEST_WISH = Duration.ofSeconds(60);
    private static final Duration NOTEWORTHY = Duration.ofSeconds(2);
    private static final int REFUSALS = 2;

    private final JdkHttpSender sender;
    private final Throttle throttle;
    private final Time time;
    private final Function<Request, HostConfig> configs;
    private final RequestListener listener;
    private final Warnings warnings;
    private final Set<String> reached = ConcurrentHashMap.newKeySet();

    /**
     * Retries over a sender.
     *
     * @param configs the configuration for a request
     * @param listener is called before long pauses, and with warnings
     */
    public Retry(
            JdkHttpSender sender,
            Throttle throttle,
            Time time,
            Function<Request, HostConfig> configs,
            RequestListener listener) {
        this.sender = sender;
        this.throttle = throttle;
        this.time = time;
        this.configs = configs;
        this.listener = listener;
        this.warnings = new Warnings(listener);
    }

    @Override
    public Response send(Request bare) {
        Request request = ContentEncoding.identity(bare);
        String host = Uris.authority(request.uri());
        HostConfig config = configs.apply(request);
        Throttle.Host bound = throttle.of(host);
        int most = request.repeatable() ? config.attempts() : 1;
        Backoff backoff = new Backoff(time, most);
        Optional<ProxyServer> proxy = config.proxyFor(request.uri());
        Instant end = time.now().plus(most > 1 ? config.retryFor() : Duration.ZERO);
        try {
            for (int attempt = 1; ; attempt++) {
                try {
                    Response response = read(request, config, bound);
                    reached.add(host);
                    response = attempt > 1 ? response.asRepeated() : response;
                    if (!Retryable.status(response.status()) || denied(response)) {
                        return ProxyFailure.checked(request, response, proxy);
                    }
                    Optional<Duration> asked = wish(response);
                    Duration pause = asked.orElse(backoff.after(attempt));
                    boolean waits = Retryable.outage(response.status()) && endsBefore(end, pause);
                    boolean last = attempt >= most && !waits;
                    slow(bound, response, last ? asked.orElse(Duration.ZERO) : pause);
                    if (last) {
                        return ProxyFailure.checked(request, response, proxy);
                    }
                    pause(host, pause, response.status() == 429);
                } catch (InterruptedIOException e) {
                    throw Failures.of(request, e);
                } catch (IOException e) {
                    boolean refused = Retryable.refused(e);
                    Duration pause = backoff.after(attempt);
                    boolean waits = refused && reached.contains(host) && endsBefore(end, pause);
                    boolean tried = attempt >= most || refused && attempt >= REFUSALS;
                    if (!Retryable.failure(e) || tried && !waits) {
                        throw Failures.of(request, e, proxy);
                    }
                    pause(host, pause, false);
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
    private Response read(Request request, HostConfig config, Throttle.Host bound)
            throws IOException, InterruptedException {
        bound.awaitPause();
        if (request.body().inMemory().isEmpty()) {
            return read(request, config);
        }
        bound.enter();
        try {
            return read(request, config);
        } finally {
            bound.leave();
        }
    }

    private Response read(Request request, HostConfig config) throws IOException {
        Response response = sender.send(request);
        warnings.pass(request, response);
        if (response.succeeded() && request.streamed()) {
            return response;
        }
        Response whole = ContentEncoding.decoded(request, response.inMemory(LARGEST), LARGEST);
        return response.succeeded() ? whole : Redaction.redact(request, config.headers(), whole, LARGEST);
    }

    private boolean endsBefore(Instant end, Duration pause) {
        return !time.now().plus(pause).isAfter(end);
    }

    private void pause(String host, Duration pause, boolean throttled) throws InterruptedException {
        if (pause.compareTo(NOTEWORTHY) >= 0 && throttled) {
            listener.throttled(host, pause);
        } else if (pause.compareTo(NOTEWORTHY) >= 0) {
            listener.waiting(host, pause);
        }
        time.sleep(pause);
    }

    /** Some registries send a refusal with a status that means "try again"; it is still a refusal. */
    private static boolean denied(Response response) {
        return Failures.codes(response).contains("DENIED");
    }

    private Optional<Duration> wish(Response response) {
        return response.header("Retry-After")
                .flatMap(value ->
                        RetryAfter.parse(value, RetryAfter.date(response).orElseGet(time::now)))
                .map(wish -> wish.compareTo(LONGEST_WISH) > 0 ? LONGEST_WISH : wish);
    }

    /**
     * The pause of a 429 or 503 applies to the host, not only to this request. Our own pause ends when the request
     * gives up: the next one may come after the outage.
     */
    private static void slow(Throttle.Host bound, Response response, Duration pause) {
        if (response.status() == 429 || response.status() == 503) {
            bound.slow(pause);
        }
    }
}
