package dev.portolan.http.wire;

import dev.portolan.content.Streams;
import dev.portolan.error.CancelledException;
import dev.portolan.internal.work.Pipe;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Publishes the body of a request. One thread writes the body into a pipe, a few buffers ahead of the HTTP client, whose
 * threads take them out and may wait. The last buffer is held back until the body was written to its end without an
 * error, so that content which fails its own verification never arrives complete. Accepts one subscriber; a second one
 * gets an error.
 */
final class ContentPublisher implements Flow.Publisher<ByteBuffer>, Flow.Subscription {
    private static final long AHEAD = 3L * Streams.BUFFER;

    private final Request request;
    private final Executor executor;
    private final Pipe pipe;
    private final AtomicReference<Flow.@Nullable Subscriber<? super ByteBuffer>> subscriber = new AtomicReference<>();
    private final AtomicLong demand = new AtomicLong();
    /** What {@link #prepare} took out of the pipe; null at the end of the body. */
    private @Nullable ByteBuffer first;

    private boolean begun;
    private volatile @Nullable Throwable failure;
    private volatile long sent;
    private volatile boolean over;
    private volatile boolean preparing;
    private volatile long activeAt = System.nanoTime();

    ContentPublisher(Request request, Executor executor) {
        this.request = request;
        this.executor = executor;
        this.pipe = new Pipe(request.where(), AHEAD);
    }

    /**
     * Opens the body and waits for its first bytes, its end or its failure. Call it once, before the request goes out: a
     * registry that serves one request at a time cannot answer for the source of a copy while it waits for the body.
     *
     * @throws IOException when the body cannot be read; {@link #failure} says why
     * @throws InterruptedException when the thread is interrupted meanwhile
     */
    void prepare() throws IOException, InterruptedException {
        preparing = true;
        try {
            executor.execute(() -> pipe.write(this::write));
        } catch (RejectedExecutionException e) {
            pipe.end(new IOException("the transport was closed", e));
        }
        try {
            first = pipe.next();
        } catch (IOException | RuntimeException e) {
            if (e instanceof CancelledException && Thread.interrupted()) {
                throw new InterruptedException();
            }
            failure = e;
            throw new IOException("the body cannot be read", e);
        } finally {
            activeAt = System.nanoTime();
            preparing = false;
        }
    }

    /**
     * The JDK's client sends a request with a body again on its own where an application sets
     * {@code jdk.httpclient.enableAllMethodRetry}. How far the first attempt went is for the registry to say.
     */
    @Override
    public void subscribe(Flow.Subscriber<? super ByteBuffer> newSubscriber) {
        if (subscriber.compareAndSet(null, newSubscriber)) {
            newSubscriber.onSubscribe(this);
            return;
        }
        try (SubmissionPublisher<ByteBuffer> broken = new SubmissionPublisher<>(Runnable::run, 1)) {
            broken.closeExceptionally(new IOException("the connection ended while the body was sent"));
            broken.subscribe(newSubscriber);
        }
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

    /** Hands on as many buffers as were requested; by one thread at a time, which sees what others request meanwhile. */
    @Override
    public void request(long n) {
        if (demand.getAndAdd(n) == 0) {
            Flow.Subscriber<? super ByteBuffer> to = Objects.requireNonNull(subscriber.get());
            do {
                handOn(to);
            } while (!over && demand.decrementAndGet() > 0);
        }
    }

    private void handOn(Flow.Subscriber<? super ByteBuffer> to) {
        ByteBuffer buffer;
        try {
            buffer = begun ? pipe.next() : first;
            begun = true;
        } catch (IOException | RuntimeException | Error e) {
            if (!over) {
                over = true;
                failure = e;
                to.onError(e);
            }
            return;
        }
        if (over) {
            return;
        }
        activeAt = System.nanoTime();
        if (buffer == null) {
            over = true;
            to.onComplete();
        } else {
            sent = sent + buffer.remaining();
            to.onNext(buffer);
        }
    }

    @Override
    public void cancel() {
        over = true;
        pipe.close();
    }

    /** Known lengths need no larger blocks. */
    private void write() throws IOException {
        long whole = request.body().length();
        LengthCheck length = new LengthCheck(request.what(), request.where(), whole);
        Blocks blocks = new Blocks(whole < 0 ? Streams.BUFFER : (int) Math.min(whole, Streams.BUFFER), pipe::put);
        request.body().writeTo(buffer -> {
            length.add(buffer.remaining());
            blocks.write(buffer);
        });
        length.end();
        blocks.finish();
    }
}
