package dev.portolan.registry.server;

import dev.portolan.registry.wire.CutException;
import dev.portolan.registry.wire.Request;
import dev.portolan.registry.wire.Response;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Objects;
import java.util.function.BiPredicate;
import java.util.function.Predicate;

/**
 * A fault of the server: a failure, and the requests that it affects. Immutable; each method returns a copy.
 *
 * <pre>{@code
 * server.faults().add(Fault.status(503).method("PUT").path("*&#47;manifests/*").nth(1));
 * server.faults().add(Fault.cut(100_000).path("*&#47;blobs/*").first(2));
 * server.faults().add(Fault.delay(Duration.ofMillis(5)).share(0.1));
 * }</pre>
 *
 * <p>Without conditions, a fault affects every request. Requests with the chosen method and path are counted from 1,
 * starting when the fault is added.
 *
 * @since 0.1.0
 */
public final class Fault {
    private final String text;
    private final Effect effect;
    /** The methods and paths of the requests that are counted. */
    private final BiPredicate<String, String> requests;
    /** The numbers of those that it happens to, and the shares, drawn at random from 0 to below 1. */
    private final BiPredicate<Long, Double> occasions;

    /** What a fault does to a request before it is processed. One that responds prevents the processing. */
    @FunctionalInterface
    private interface Effect {
        void on(Request request, Response response, Faults faults) throws IOException;
    }

    private Fault(
            String text, Effect effect, BiPredicate<String, String> requests, BiPredicate<Long, Double> occasions) {
        this.text = text;
        this.effect = effect;
        this.requests = requests;
        this.occasions = occasions;
    }

    private static Fault of(String text, long offset, Duration duration, Effect effect) {
        if (offset < 0 || duration.isNegative()) {
            throw new IllegalArgumentException("the offset and duration of a fault must not be negative");
        }
        return new Fault(text, effect, (method, path) -> true, (number, drawn) -> true);
    }

    /**
     * Returns a fault that responds with this status and the specification's error body, without processing the
     * request.
     *
     * @param status from 400 to 599
     */
    public static Fault status(int status) {
        if (status < 400 || status > 599) {
            throw new IllegalArgumentException(status + " is not an error status");
        }
        return of("status " + status, 0, Duration.ZERO, (request, response, faults) -> {
            response.closeAfter();
            Refusal.of(codeOf(status), status, "injected fault").send(response);
        });
    }

    /** Returns a fault that delays the processing of the request. */
    public static Fault delay(Duration time) {
        return of("delayed by " + time.toMillis() + " ms", 0, time, (request, response, faults) -> faults.pause(time));
    }

    /**
     * Returns a fault that closes the connection after this many bytes of the response body. Shorter bodies arrive
     * complete.
     */
    public static Fault cut(long afterBytes) {
        return of(
                "cut after " + afterBytes + " bytes",
                afterBytes,
                Duration.ZERO,
                (request, response, faults) -> response.tamper(next -> new AtOffset(next, afterBytes, rest -> {
                    throw new CutException("injected fault");
                })));
    }

    /** Returns a fault that closes the connection after this many bytes of the request body. */
    public static Fault cutUpload(long afterBytes) {
        return of(
                "upload cut after " + afterBytes + " bytes",
                afterBytes,
                Duration.ZERO,
                (request, response, faults) -> request.cutBody(afterBytes));
    }

    /** Returns a fault that flips one bit of the response body, at this offset. */
    public static Fault corrupt(long offset) {
        return of(
                "corrupted at byte " + offset,
                offset,
                Duration.ZERO,
                (request, response, faults) -> response.tamper(next -> new AtOffset(
                        next, offset, rest -> next.write(ByteBuffer.wrap(new byte[] {(byte) (rest.get() ^ 1)})))));
    }

    /** Returns a fault that pauses the response for this time after this many bytes of its body. */
    public static Fault stall(long afterBytes, Duration time) {
        return of(
                "stalled for " + time.toMillis() + " ms after " + afterBytes + " bytes",
                afterBytes,
                time,
                (request, response, faults) -> response.tamper(next -> new AtOffset(next, afterBytes, rest -> {
                    response.flush();
                    faults.pause(time);
                })));
    }

    /** Returns a fault that responds with 429 and this {@code Retry-After}, rounded up to seconds. */
    public static Fault throttle(Duration retryAfter) {
        return of(
                "throttled",
                0,
                retryAfter,
                (request, response, faults) -> Refusal.throttled(retryAfter).send(response));
    }

    /** Returns a fault that redirects the request to another address (307). */
    public static Fault redirect(URI location) {
        Objects.requireNonNull(location);
        return of("redirected", 0, Duration.ZERO, (request, response, faults) -> {
            response.headers().set("Location", location.toString());
            response.send(307);
        });
    }

    /**
     * Parses a fault in the format of the command line: the failure, then the conditions, separated by semicolons.
     * Durations are in milliseconds.
     *
     * <pre>
     * status=503;method=PUT;nth=2
     * delay=50;share=0.1          cut=1000;path=*&#47;blobs/*;first=3
     * corrupt=17;every=5          stall=1000,200
     * throttle=2000               cut-upload=4096            redirect=http://localhost:5001/elsewhere
     * </pre>
     *
     * @throws IllegalArgumentException when it is malformed; the message says where
     */
    public static Fault parse(String text) {
        return FaultText.parse(text);
    }

    private static ErrorCode codeOf(int status) {
        return switch (status) {
            case 401 -> ErrorCode.UNAUTHORIZED;
            case 403 -> ErrorCode.DENIED;
            case 404 -> ErrorCode.NAME_UNKNOWN;
            case 405 -> ErrorCode.UNSUPPORTED;
            case 429 -> ErrorCode.TOOMANYREQUESTS;
            default -> ErrorCode.UNKNOWN;
        };
    }

    /** Returns a copy that affects only requests with this method. */
    public Fault method(String only) {
        return requests((method, path) -> method.equals(only));
    }

    /**
     * Returns a copy that affects only requests with this path, without the query; {@code *} matches any characters.
     */
    public Fault path(String glob) {
        Predicate<String> pattern = Glob.of(glob);
        return requests((method, path) -> pattern.test(path));
    }

    private Fault requests(BiPredicate<String, String> only) {
        return new Fault(text, effect, requests.and(only), occasions);
    }

    /** Returns a copy that affects only the n-th request, counted from 1. */
    public Fault nth(int n) {
        return occasions(n, (number, drawn) -> number == n);
    }

    /** Returns a copy that affects only the first n requests. */
    public Fault first(int n) {
        return occasions(n, (number, drawn) -> number <= n);
    }

    /** Returns a copy that affects only every n-th request. */
    public Fault every(int n) {
        return occasions(n, (number, drawn) -> number % n == 0);
    }

    /**
     * Returns a copy that affects only a share of the requests, from 0 to 1, chosen at random with the seed of {@link
     * Faults}.
     */
    public Fault share(double part) {
        if (!(part >= 0 && part <= 1)) {
            throw new IllegalArgumentException(part + " is not a share from 0 to 1");
        }
        return occasions(1, (number, drawn) -> drawn < part);
    }

    private Fault occasions(int n, BiPredicate<Long, Double> only) {
        if (n < 1) {
            throw new IllegalArgumentException("requests are counted from 1, not " + n);
        }
        return new Fault(text, effect, requests, occasions.and(only));
    }

    boolean concerns(String method, String path) {
        return requests.test(method, path);
    }

    /**
     * Returns whether the fault affects the request with this number.
     *
     * @param number of the request among those that this concerns, from 1
     * @param drawn at random for this request, from 0 to below 1
     */
    boolean happens(long number, double drawn) {
        return occasions.test(number, drawn);
    }

    /** Applies the fault before the request is processed; if the response has begun then, the request is answered. */
    void apply(Request request, Response response, Faults faults) throws IOException {
        effect.on(request, response, faults);
    }

    /** Returns the fault as the request log shows it. */
    @Override
    public String toString() {
        return text;
    }
}
