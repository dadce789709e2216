package dev.portolan.registry.server;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The memory for unfinished uploads: limited for each and for all together, so that uploads which are never finished
 * cannot fill it.
 */
final class SpoolMemory {
    /** The most bytes of one upload. */
    private final long each;

    /** The most bytes of all. */
    private final long all;

    private final AtomicLong used = new AtomicLong();

    private SpoolMemory(long each, long all) {
        this.each = each;
        this.all = all;
    }

    /** Keeps everything in memory, as the transport does. */
    static SpoolMemory unbounded() {
        return new SpoolMemory(Long.MAX_VALUE, Long.MAX_VALUE);
    }

    /** Keeps 1 MiB of each upload, and 16 MiB of all. */
    static SpoolMemory small() {
        return new SpoolMemory(1 << 20, 16 << 20);
    }

    /**
     * Requests memory.
     *
     * @param held the memory of the upload so far
     * @return whether it was granted; {@link #give} returns it
     */
    boolean take(long held, int more) {
        if (held + more > each) {
            return false;
        }
        if (used.addAndGet(more) > all) {
            used.addAndGet(-more);
            return false;
        }
        return true;
    }

    void give(long bytes) {
        used.addAndGet(-bytes);
    }
}
