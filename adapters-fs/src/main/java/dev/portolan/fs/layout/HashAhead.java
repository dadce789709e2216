package dev.portolan.fs.layout;

import dev.portolan.content.Verifier;
import dev.portolan.error.CancelledException;
import dev.portolan.error.Problem;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Hashes on a thread of its own what another thread reads and writes meanwhile; hashing takes most of the time that
 * moving verified content takes. One buffer at a time: the next is taken when the one before is done.
 */
final class HashAhead implements AutoCloseable {
    /** From this size on, it is worth a thread. */
    static final long WORTHWHILE = 8 << 20;

    private final Verifier verifier;
    private final String place;
    private @Nullable ByteBuffer next;
    private boolean closed;
    private @Nullable Throwable failure;

    /** Starts the thread. */
    HashAhead(Verifier verifier, String place) {
        this.verifier = verifier;
        this.place = place;
        Thread thread = new Thread(this::work, "portolan-hash");
        thread.setDaemon(true);
        thread.start();
    }

    /** Begins with a buffer, which may be read by others, but not changed, until {@link #await} returns. */
    synchronized void add(ByteBuffer buffer) {
        await();
        next = buffer;
        notifyAll();
    }

    /** Waits until all that was added is hashed; throws what the verifier has thrown. */
    synchronized void await() {
        while (next != null && failure == null) {
            try {
                wait();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new CancelledException(Problem.of("verifying content")
                        .at(place)
                        .because("the thread was interrupted")
                        .causedBy(e));
            }
        }
        if (failure instanceof RuntimeException e) {
            throw e;
        }
        if (failure instanceof Error e) {
            throw e;
        }
    }

    private void work() {
        for (ByteBuffer buffer = take(); buffer != null; buffer = take()) {
            try {
                verifier.update(buffer);
                done(null);
            } catch (RuntimeException | Error e) {
                done(e);
                return;
            }
        }
    }

    private synchronized @Nullable ByteBuffer take() {
        while (next == null && !closed) {
            try {
                wait();
            } catch (InterruptedException e) {
                // nobody has a reason to interrupt this thread; only closing ends it
            }
        }
        return closed ? null : next;
    }

    private synchronized void done(@Nullable Throwable thrown) {
        failure = thrown;
        next = null;
        notifyAll();
    }

    /** Ends the thread. */
    @Override
    public synchronized void close() {
        closed = true;
        notifyAll();
    }
}
