package dev.portolan.registry.server;

import dev.portolan.content.BlobSink;
import dev.portolan.registry.wire.CutException;
import dev.portolan.registry.wire.Request;
import dev.portolan.registry.wire.Response;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The faults of a server. They can be added and removed while it runs. Random choices are the same for the same seed
 * and the same order of requests. Safe to use from several threads.
 *
 * @since 0.1.0
 */
public final class Faults {
    private final long seed;
    private final List<Fault> initial;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final List<Planned> planned = new CopyOnWriteArrayList<>();

    private record Planned(Fault fault, long seed, AtomicLong count) {
        boolean strikes(String method, String path) {
            if (!fault.concerns(method, path)) {
                return false;
            }
            long number = count.incrementAndGet();
            return fault.happens(number, new SplittableRandom(seed * 31 + number).nextDouble());
        }
    }

    Faults(long seed, List<Fault> initial) {
        this.seed = seed;
        this.initial = List.copyOf(initial);
        reset();
    }

    /** Adds a fault; it counts requests from now on. */
    public Faults add(Fault fault) {
        planned.add(new Planned(fault, seed * 1_000_003 + planned.size(), new AtomicLong()));
        return this;
    }

    /** Removes all faults. */
    public void clear() {
        planned.clear();
    }

    /** Restores the faults with which the server was started, and resets their counters. */
    public final void reset() {
        clear();
        initial.forEach(this::add);
    }

    /** Ends all delays: the server is closing. */
    void end() {
        ended.countDown();
    }

    /** Returns the faults that affect a request; each is counted once. */
    List<Fault> striking(String method, String path) {
        return planned.stream()
                .filter(plan -> plan.strikes(method, path))
                .map(Planned::fault)
                .toList();
    }

    /**
     * Applies the faults that come before the request is processed.
     *
     * @return whether the request has been answered by this
     */
    boolean answers(Fault fault, Request request, Response response) throws IOException {
        switch (fault.action()) {
            case DELAY -> pause(fault.duration());
            case CUT -> response.tamper(sink -> new AtOffset(sink, fault.offset(), Faults::cut));
            case CORRUPT -> response.tamper(sink -> new AtOffset(sink, fault.offset(), Faults::corrupt));
            case STALL ->
                response.tamper(sink -> new AtOffset(sink, fault.offset(), (rest, next) -> {
                    response.flush();
                    pause(fault.duration());
                }));
            case CUT_UPLOAD -> request.cutBody(fault.offset());
            case STATUS -> {
                response.closeAfter();
                Refusal.of(codeOf(fault.status()), fault.status(), "injected fault")
                        .send(response);
                return true;
            }
            case THROTTLE -> {
                Refusal.throttled(fault.duration()).send(response);
                return true;
            }
            case REDIRECT -> {
                response.headers()
                        .set("Location", fault.location().orElseThrow().toString());
                response.send(307);
                return true;
            }
        }
        return false;
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

    private void pause(Duration time) throws IOException {
        try {
            if (ended.await(time.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new CutException("the server is closing");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CutException("interrupted");
        }
    }

    private static void cut(ByteBuffer rest, BlobSink next) throws CutException {
        throw new CutException("injected fault");
    }

    private static void corrupt(ByteBuffer rest, BlobSink next) throws IOException {
        next.write(ByteBuffer.wrap(new byte[] {(byte) (rest.get() ^ 1)}));
    }

    /** What happens before the byte at an offset; may take bytes from the rest. */
    private interface Strike {
        void at(ByteBuffer rest, BlobSink next) throws IOException;
    }

    /** Passes on the bytes before an offset, and then acts once. */
    private static final class AtOffset implements BlobSink {
        private final BlobSink next;
        private final long offset;
        private final Strike strike;
        private long passed;
        private boolean struck;

        AtOffset(BlobSink next, long offset, Strike strike) {
            this.next = next;
            this.offset = offset;
            this.strike = strike;
        }

        @Override
        public void write(ByteBuffer buffer) throws IOException {
            if (!struck && passed + buffer.remaining() > offset) {
                int before = (int) (offset - passed);
                if (before > 0) {
                    ByteBuffer head = buffer.duplicate();
                    head.limit(head.position() + before);
                    next.write(head);
                    buffer.position(buffer.position() + before);
                    passed += before;
                }
                struck = true;
                strike.at(buffer, next);
            }
            passed += buffer.remaining();
            if (buffer.hasRemaining()) {
                next.write(buffer);
            }
        }
    }
}
