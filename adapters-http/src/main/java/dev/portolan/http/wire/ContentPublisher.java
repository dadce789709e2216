package dev.portolan.http.wire;

import dev.portolan.content.Streams;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Publishes the body of a request: one thread reads ahead by a few buffers while the HTTP client sends. The last buffer
 * is held back until the body was read to its end without an error, so that content which fails its own verification
 * never arrives complete. Accepts one subscriber; a second one gets an error.
 */
final class ContentPublisher implements Flow.Publisher<ByteBuffer>, Flow.Subscription {
    private static final int AHEAD = 3;

    private final RequestBody body;
    private final Request request;
    private final Executor executor;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ArrayDeque<ByteBuffer> ready = new ArrayDeque<>();
    private final AtomicInteger signals = new AtomicInteger();
    private final AtomicBoolean claimed = new AtomicBoolean();
    private final AtomicBoolean started = new AtomicBoolean();
    private Flow.@Nullable Subscriber<? super ByteBuffer> subscriber;
    private @Nullable Thread reader;
    private volatile @Nullable Throwable failure;
    private long demand;
    private volatile long sent;
    private boolean ended;
    private boolean cancelled;
    private boolean terminated;
    private volatile boolean preparing;
    private volatile long activeAt = System.nanoTime();

    ContentPublisher(Request request, Executor executor) {
        this.body = request.body();
        this.request = request;
        this.executor = executor;
    }

    /**
     * Opens the body and waits for its first bytes, its end or its failure. Call it before the request goes out: a
     * registry that serves one request at a time cannot answer for the source of a copy while it waits for the body.
     *
     * @throws IOException when the body cannot be read; {@link #failure} says why
     * @throws InterruptedException when the thread is interrupted meanwhile
     */
    void prepare() throws IOException, InterruptedException {
        preparing = true;
        start();
        lock.lock();
        try {
            while (ready.isEmpty() && !ended) {
                changed.await();
            }
            if (failure != null) {
                throw new IOException("the body cannot be read", failure);
            }
        } finally {
            lock.unlock();
            activeAt = System.nanoTime();
            preparing = false;
        }
    }

    @Override
    public void subscribe(Flow.Subscriber<? super ByteBuffer> newSubscriber) {
        if (claimed.getAndSet(true)) {
            refuse(newSubscriber);
            return;
        }
        newSubscriber.onSubscribe(this);
        lock.lock();
        try {
            subscriber = newSubscriber; // from now on it may get signals, from any thread
        } finally {
            lock.unlock();
        }
        start();
        deliver();
    }

    /** Starts to read, once. */
    private void start() {
        if (started.getAndSet(true)) {
            return;
        }
        try {
            executor.execute(this::read);
        } catch (RejectedExecutionException e) {
            end(new IOException("the transport was closed", e));
        } catch (OutOfMemoryError e) { // no thread to be had
            end(e);
        }
    }

    /**
     * The JDK's client sends a request with a body again on its own where an application sets
     * {@code jdk.httpclient.enableAllMethodRetry}. How far the first attempt went is for the registry to say.
     */
    private static void refuse(Flow.Subscriber<? super ByteBuffer> subscriber) {
        subscriber.onSubscribe(new Flow.Subscription() {
            @Override
            public void request(long n) {}

            @Override
            public void cancel() {}
        });
        subscriber.onError(new IOException("the connection ended while the body was sent"));
    }

    /** Bytes handed to the connection so far. */
    long sent() {
        return sent;
    }

    /**
     * When the connection last took bytes, by {@link System#nanoTime}; now, while it waits for the body's first bytes.
     */
    long activeAt() {
        return preparing ? System.nanoTime() : activeAt;
    }

    /** Why the body could not be read; null while it could. */
    @Nullable
    Throwable failure() {
        return failure;
    }

    @Override
    public void request(long n) {
        lock.lock();
        try {
            demand = Math.addExact(demand, Math.min(n, Long.MAX_VALUE - demand));
        } finally {
            lock.unlock();
        }
        deliver();
    }

    @Override
    public void cancel() {
        lock.lock();
        try {
            cancelled = true;
            ready.clear();
            if (reader != null) {
                reader.interrupt();
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void read() {
        lock.lock();
        try {
            if (cancelled) {
                ended = true;
                changed.signalAll();
                return;
            }
            reader = Thread.currentThread();
        } finally {
            lock.unlock();
        }
        Throwable broken = null;
        try {
            write();
        } catch (IOException | RuntimeException | Error e) {
            broken = e;
        }
        end(broken);
        deliver();
    }

    /** Known lengths need no larger blocks. */
    private void write() throws IOException {
        long whole = body.length();
        LengthCheck length = new LengthCheck(request.what(), request.where(), whole);
        Blocks blocks = new Blocks(whole < 0 ? Streams.BUFFER : (int) Math.min(whole, Streams.BUFFER), this::put);
        body.writeTo(buffer -> {
            length.add(buffer.remaining());
            blocks.write(buffer);
        });
        length.end();
        blocks.finish();
    }

    private void end(@Nullable Throwable broken) {
        lock.lock();
        try {
            reader = null;
            Thread.interrupted(); // a cancellation was for this body, not for the thread's next work
            ended = true;
            if (!cancelled) {
                failure = broken;
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void put(ByteBuffer buffer) throws IOException {
        lock.lock();
        try {
            while (ready.size() >= AHEAD && !cancelled) {
                changed.await();
            }
            if (cancelled) {
                throw new IOException("cancelled");
            }
            ready.add(buffer);
            changed.signalAll();
        } catch (InterruptedException e) {
            throw new IOException("cancelled", e);
        } finally {
            lock.unlock();
        }
        deliver();
    }

    /** Passes on the buffers that are ready and requested; by one thread at a time, whichever comes first. */
    private void deliver() {
        if (signals.getAndIncrement() != 0) {
            return;
        }
        int seen = 1;
        do {
            while (deliverOne()) {}
            seen = signals.addAndGet(-seen);
        } while (seen != 0);
    }

    private boolean deliverOne() {
        Flow.Subscriber<? super ByteBuffer> to;
        ByteBuffer buffer = null;
        Throwable broken;
        lock.lock();
        try {
            to = subscriber;
            if (to == null || cancelled || terminated) {
                return false;
            }
            broken = failure;
            if (broken == null && !ready.isEmpty()) {
                if (demand == 0) {
                    return false;
                }
                buffer = ready.remove();
                demand--;
                sent = sent + buffer.remaining();
                changed.signalAll();
            } else if (broken != null || ended) {
                terminated = true;
            } else {
                return false;
            }
        } finally {
            lock.unlock();
        }
        activeAt = System.nanoTime();
        if (buffer != null) {
            to.onNext(buffer);
            return true;
        }
        if (broken != null) {
            to.onError(broken);
        } else {
            to.onComplete();
        }
        return false;
    }
}
