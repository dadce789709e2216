package dev.portolan.http.wire;

import java.io.IOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * An answer's body between the HTTP client's threads, which fill, and the thread that asked, which takes. The
 * connection is read ahead by {@link #AHEAD} bytes and no further.
 */
final class BodyQueue implements BodySubscriber<BodyQueue>, ResponseBody {
    /** More of it bridges more of the pauses on either side; several bodies are under way at once, so little memory has less. */
    static final long AHEAD =
            Math.max(256 << 10, Math.min(4 << 20, Runtime.getRuntime().maxMemory() >> 7));

    /** Who sends a byte at a time would fill the memory with buffers. */
    private static final int MOST_BUFFERS = 1 << 13;

    private final Duration idle;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ArrayDeque<ByteBuffer> buffers = new ArrayDeque<>();
    private Flow.@Nullable Subscription subscription;
    private @Nullable Throwable failure;
    private long queued;
    private long received;
    private boolean paused;
    private boolean ended;
    private boolean closed;

    /** A body that breaks when nothing comes for so long. */
    BodyQueue(Duration idle) {
        this.idle = idle;
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
        lock.lock();
        try {
            for (ByteBuffer buffer : more) {
                received += buffer.remaining();
                if (buffer.hasRemaining() && !closed) {
                    queued += buffer.remaining();
                    buffers.add(buffer);
                }
            }
            if (queued < AHEAD && buffers.size() < MOST_BUFFERS) {
                next = subscription;
            } else {
                paused = true;
            }
            changed.signal();
        } finally {
            lock.unlock();
        }
        if (next != null) {
            next.request(1);
        }
    }

    @Override
    public void onError(Throwable throwable) {
        end(throwable);
    }

    @Override
    public void onComplete() {
        end(null);
    }

    private void end(@Nullable Throwable reason) {
        lock.lock();
        try {
            ended = true;
            failure = reason;
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public @Nullable ByteBuffer next() throws IOException {
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
        try {
            long left = idle.toNanos();
            while (buffers.isEmpty() && !ended && !closed) {
                if (left <= 0) {
                    throw new HttpTimeoutException("no data for " + Durations.text(idle));
                }
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            throw Interrupts.of(e);
        }
        if (closed) {
            throw new IOException("the body is closed");
        }
        if (buffers.isEmpty() && failure != null) {
            throw failure instanceof IOException io ? io : new IOException(failure.toString(), failure);
        }
    }

    /** Bytes that arrived so far, read or not. */
    long received() {
        lock.lock();
        try {
            return received;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        Flow.Subscription rest = null;
        lock.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            buffers.clear();
            if (!ended) {
                rest = subscription;
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        if (rest != null) {
            rest.cancel();
        }
    }
}
