package dev.portolan.http.wire;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.Future;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The body of a response, between the HTTP client's threads, which fill the queue, and the thread that reads it. The
 * connection is read ahead by {@link #AHEAD} bytes and no further. A body fails when nothing arrives for too long, when
 * it is slower than {@value #SLOWEST} bytes per second while the reader waits, and when it is not read for minutes: an
 * abandoned stream must not hold its connection forever, and a reader that comes back resumes with a range request.
 */
final class BodyQueue implements BodySubscriber<BodyQueue>, ResponseBody {
    /**
     * What is read ahead of the reader should still be in the processor's cache when it is read: with 4 MiB, a fast
     * connection needs a fifth more time. The kernel's buffer bridges longer pauses. Several bodies are under way at once, so a
     * small heap gets less.
     */
    static final long AHEAD =
            Math.max(256 << 10, Math.min(512 << 10, Runtime.getRuntime().maxMemory() >> 7));

    /** The reader sleeps until this much arrived, in bytes: waking a thread for every packet costs much processor time. */
    private static final long BATCH = 128 << 10;

    /** After this time, in nanoseconds, the reader takes the bytes that have arrived, however few. */
    private static final long LOOKS_AGAIN = 20_000_000;

    /** A registry that sends a byte at a time must not fill the memory with buffers. */
    private static final int MOST_BUFFERS = 1 << 13;

    /** Bytes per second. */
    private static final long SLOWEST = 1024;

    private static final Duration ABANDONED = Duration.ofMinutes(5);

    private final Duration idle;
    private final PendingRequests clock;
    private final Consumer<BodyQueue> whenOver;
    private final Runnable whenRead;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ArrayDeque<ByteBuffer> buffers = new ArrayDeque<>();
    private Flow.@Nullable Subscription subscription;
    private @Nullable Throwable failure;
    private @Nullable Future<?> watcher;
    private long queued;
    private volatile long received; // written under the lock
    private long waited;
    private long readAt;
    private boolean watched;
    private boolean paused;
    private boolean ended;
    private boolean closed;

    /**
     * A body that fails when nothing arrives for some time.
     *
     * @param whenOver runs once, when the connection is no longer needed
     * @param whenRead runs when the body was read to its end or failure, or was closed; perhaps more than once
     */
    BodyQueue(Duration idle, PendingRequests clock, Consumer<BodyQueue> whenOver, Runnable whenRead) {
        this.idle = idle;
        this.clock = clock;
        this.whenOver = whenOver;
        this.whenRead = whenRead;
    }

    @Override
    public CompletionStage<BodyQueue> getBody() {
        return CompletableFuture.completedFuture(this);
    }

    @Override
    public void onSubscribe(Flow.Subscription newSubscription) {
        boolean refused;
        lock.lock();
        try {
            refused = closed || subscription != null;
            if (!refused) {
                subscription = newSubscription;
            }
        } finally {
            lock.unlock();
        }
        if (refused) {
            newSubscription.cancel();
        } else {
            newSubscription.request(1);
        }
    }

    @Override
    public void onNext(List<ByteBuffer> more) {
        Flow.Subscription next = null;
        boolean watch = false;
        lock.lock();
        try {
            for (ByteBuffer buffer : more) {
                received = received + buffer.remaining();
                if (buffer.hasRemaining() && !closed) {
                    queued += buffer.remaining();
                    buffers.add(buffer);
                }
            }
            if (queued < AHEAD && buffers.size() < MOST_BUFFERS) {
                next = subscription;
            } else {
                paused = true;
                watch = !watched;
                if (watch) {
                    watched = true;
                    readAt = System.nanoTime();
                }
            }
            if (queued >= BATCH || paused) {
                changed.signal();
            }
        } finally {
            lock.unlock();
        }
        if (next != null) {
            next.request(1);
        }
        if (watch) {
            watch(ABANDONED);
        }
    }

    /** Looks later whether the body is still read. A body that is over must not stay in memory until then. */
    private void watch(Duration delay) {
        Future<?> look = clock.later(delay, this::breakOffIfAbandoned);
        lock.lock();
        try {
            if (!ended) {
                watcher = look;
                return;
            }
        } finally {
            lock.unlock();
        }
        look.cancel(false);
    }

    private void breakOffIfAbandoned() {
        long left;
        lock.lock();
        try {
            if (ended) {
                return;
            }
            left = paused ? readAt + ABANDONED.toNanos() - System.nanoTime() : ABANDONED.toNanos();
        } finally {
            lock.unlock();
        }
        if (left <= 0) {
            breakOff(new IOException("the body was not read for " + ABANDONED.toMinutes() + " minutes"));
        } else {
            watch(Duration.ofNanos(left));
        }
    }

    @Override
    public void onError(Throwable throwable) {
        end(throwable, false);
    }

    @Override
    public void onComplete() {
        end(null, false);
    }

    /** Ends the body with a failure that its reader gets after the received bytes, and closes the connection. */
    void breakOff(IOException reason) {
        end(reason, true);
    }

    private void end(@Nullable Throwable reason, boolean cancel) {
        Flow.Subscription rest;
        Future<?> look;
        lock.lock();
        try {
            if (ended) {
                return;
            }
            ended = true;
            failure = reason;
            rest = subscription;
            look = watcher;
            watcher = null;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        if (look != null) {
            look.cancel(false);
        }
        whenOver.accept(this);
        if (cancel && rest != null) {
            rest.cancel();
        }
    }

    @Override
    public @Nullable ByteBuffer next() throws IOException {
        boolean read = true;
        try {
            ByteBuffer buffer = take();
            read = buffer == null;
            return buffer;
        } finally {
            if (read) {
                whenRead.run();
            }
        }
    }

    private @Nullable ByteBuffer take() throws IOException {
        Flow.Subscription more = null;
        ByteBuffer buffer;
        lock.lock();
        try {
            awaitBuffer();
            buffer = buffers.poll();
            if (buffer == null) {
                return null;
            }
            queued -= buffer.remaining();
            readAt = watched ? System.nanoTime() : 0;
            if (paused && queued <= AHEAD / 2 && buffers.size() <= MOST_BUFFERS / 2) {
                paused = false;
                more = subscription;
            }
        } finally {
            lock.unlock();
        }
        if (more != null) {
            more.request(1);
        }
        return buffer;
    }

    private void awaitBuffer() throws IOException {
        if (buffers.isEmpty() && !ended && !closed) {
            long began = System.nanoTime();
            try {
                awaitBuffer(began);
            } catch (InterruptedException e) {
                throw new InterruptedIOException("interrupted");
            }
            waited += System.nanoTime() - began;
        }
        if (closed) {
            throw new IOException("the body is closed");
        }
        if (buffers.isEmpty() && failure != null) {
            throw failure instanceof IOException io ? io : new IOException(failure.toString(), failure);
        }
    }

    private void awaitBuffer(long began) throws IOException, InterruptedException {
        while (buffers.isEmpty() && !ended && !closed) {
            long now = System.nanoTime() - began;
            long allowed = idle.toNanos() + received * 1_000_000 / SLOWEST * 1000 - waited;
            if (now >= idle.toNanos()) {
                throw new HttpTimeoutException("no data for " + Durations.text(idle));
            }
            if (now >= allowed) {
                throw new HttpTimeoutException("only " + received + " bytes arrived in "
                        + Durations.text(Duration.ofNanos(waited + now)) + " of waiting");
            }
            changed.awaitNanos(Math.min(LOOKS_AGAIN, Math.min(idle.toNanos(), allowed) - now));
        }
    }

    /** Returns the bytes that arrived so far, read or not. */
    long received() {
        return received;
    }

    @Override
    public void close() {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            buffers.clear();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        end(null, true);
        whenRead.run();
    }
}
