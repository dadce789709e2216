package dev.portolan.registry.server;

import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

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
    enum Action {
        STATUS,
        DELAY,
        CUT,
        CUT_UPLOAD,
        CORRUPT,
        STALL,
        THROTTLE,
        REDIRECT
    }

    private final Action action;
    private int status;
    private long offset;
    private Duration duration = Duration.ZERO;
    private @Nullable URI location;
    private String method = "";
    private Glob path = Glob.ANY;
    private int nth;
    private int first;
    private int every;
    private double share = 1;

    private Fault(Action action) {
        this.action = action;
    }

    private Fault with(Consumer<Fault> change) {
        Fault copy = new Fault(action);
        copy.status = status;
        copy.offset = offset;
        copy.duration = duration;
        copy.location = location;
        copy.method = method;
        copy.path = path;
        copy.nth = nth;
        copy.first = first;
        copy.every = every;
        copy.share = share;
        change.accept(copy);
        return copy;
    }

    private static Fault of(Action action, int status, long offset, Duration duration) {
        if (offset < 0 || duration.isNegative()) {
            throw new IllegalArgumentException("the offset and duration of a fault must not be negative");
        }
        return new Fault(action).with(fault -> {
            fault.status = status;
            fault.offset = offset;
            fault.duration = duration;
        });
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
        return of(Action.STATUS, status, 0, Duration.ZERO);
    }

    /** Returns a fault that delays the processing of the request. */
    public static Fault delay(Duration time) {
        return of(Action.DELAY, 0, 0, time);
    }

    /**
     * Returns a fault that closes the connection after this many bytes of the response body. Shorter bodies arrive
     * complete.
     */
    public static Fault cut(long afterBytes) {
        return of(Action.CUT, 0, afterBytes, Duration.ZERO);
    }

    /** Returns a fault that closes the connection after this many bytes of the request body. */
    public static Fault cutUpload(long afterBytes) {
        return of(Action.CUT_UPLOAD, 0, afterBytes, Duration.ZERO);
    }

    /** Returns a fault that flips one bit of the response body, at this offset. */
    public static Fault corrupt(long offset) {
        return of(Action.CORRUPT, 0, offset, Duration.ZERO);
    }

    /** Returns a fault that pauses the response for this time after this many bytes of its body. */
    public static Fault stall(long afterBytes, Duration time) {
        return of(Action.STALL, 0, afterBytes, time);
    }

    /** Returns a fault that responds with 429 and this {@code Retry-After}, rounded up to seconds. */
    public static Fault throttle(Duration retryAfter) {
        return of(Action.THROTTLE, 429, 0, retryAfter);
    }

    /** Returns a fault that redirects the request to another address (307). */
    public static Fault redirect(URI location) {
        Objects.requireNonNull(location);
        return of(Action.REDIRECT, 307, 0, Duration.ZERO).with(fault -> fault.location = location);
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

    /** Returns a copy that affects only requests with this method. */
    public Fault method(String only) {
        return with(copy -> copy.method = only);
    }

    /**
     * Returns a copy that affects only requests with this path, without the query; {@code *} matches any characters.
     */
    public Fault path(String glob) {
        return with(copy -> copy.path = Glob.of(glob));
    }

    /** Returns a copy that affects only the n-th request, counted from 1. */
    public Fault nth(int n) {
        return with(copy -> copy.nth = atLeastOne(n));
    }

    /** Returns a copy that affects only the first n requests. */
    public Fault first(int n) {
        return with(copy -> copy.first = atLeastOne(n));
    }

    /** Returns a copy that affects only every n-th request. */
    public Fault every(int n) {
        return with(copy -> copy.every = atLeastOne(n));
    }

    /**
     * Returns a copy that affects only a share of the requests, from 0 to 1, chosen at random with the seed of {@link
     * Faults}.
     */
    public Fault share(double part) {
        if (!(part >= 0 && part <= 1)) {
            throw new IllegalArgumentException(part + " is not a share from 0 to 1");
        }
        return with(copy -> copy.share = part);
    }

    private static int atLeastOne(int n) {
        if (n < 1) {
            throw new IllegalArgumentException("requests are counted from 1, not " + n);
        }
        return n;
    }

    boolean concerns(String requestMethod, String requestPath) {
        return (method.isEmpty() || method.equals(requestMethod)) && path.matches(requestPath);
    }

    /**
     * Returns whether the fault affects the request with this number.
     *
     * @param number of the request among those that this concerns, from 1
     * @param drawn at random for this request, from 0 to below 1
     */
    boolean happens(long number, double drawn) {
        return (nth == 0 || number == nth)
                && (first == 0 || number <= first)
                && (every == 0 || number % every == 0)
                && drawn < share;
    }

    Action action() {
        return action;
    }

    int status() {
        return status;
    }

    long offset() {
        return offset;
    }

    Duration duration() {
        return duration;
    }

    Optional<URI> location() {
        return Optional.ofNullable(location);
    }

    /** Returns the fault as the request log shows it. */
    @Override
    public String toString() {
        return switch (action) {
            case STATUS -> "status " + status;
            case DELAY -> "delayed by " + duration.toMillis() + " ms";
            case CUT -> "cut after " + offset + " bytes";
            case CUT_UPLOAD -> "upload cut after " + offset + " bytes";
            case CORRUPT -> "corrupted at byte " + offset;
            case STALL -> "stalled for " + duration.toMillis() + " ms after " + offset + " bytes";
            case THROTTLE -> "throttled";
            case REDIRECT -> "redirected";
        };
    }
}
