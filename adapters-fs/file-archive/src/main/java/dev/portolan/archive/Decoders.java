package dev.portolan.archive;

import dev.portolan.error.CancelledException;
import dev.portolan.error.ContentMismatchException;
import dev.portolan.error.Problem;
import dev.portolan.fs.compress.ZstdLibrary;
import java.util.concurrent.Semaphore;

/**
 * The limits of decoding: the number of decoders at the same time, and the memory of one. A decoder is held for one
 * call only, so an open stream that is not read does not block other readers.
 */
final class Decoders {
    /** Files up to this size, stored and decoded, are handled in memory. */
    static final int LARGEST_WHOLE = 1 << 20;

    private final ArchiveLimits limits;
    private final Semaphore turns;

    Decoders(ArchiveLimits limits) {
        this.limits = limits;
        this.turns = new Semaphore(limits.decoderConcurrency());
    }

    ArchiveLimits limits() {
        return limits;
    }

    /** Returns whether a file is small enough to be decoded in one call. */
    boolean takesWhole(ArchiveEntry file) {
        return file.storedSize() <= LARGEST_WHOLE && file.size() <= Math.min(LARGEST_WHOLE, limits.decoderMemory());
    }

    /**
     * Opens a decoder of zstd, which refuses windows beyond the limit; the caller closes it.
     *
     * @throws dev.portolan.error.UnsupportedException when zstd is not available
     */
    ZstdDecoder zstd(String where) {
        ZstdLibrary.load();
        return new ZstdDecoder(this, where);
    }

    void begin() {
        try {
            turns.acquire();
        } catch (InterruptedException e) {
            throw CancelledException.interrupted(Problem.of("decoding a file was interrupted"), e);
        }
    }

    void end() {
        turns.release();
    }

    static ContentMismatchException damaged(ArchiveEntry file, String where, String reason) {
        return new ContentMismatchException(Problem.of("the file " + file.shown() + " is damaged")
                .at(where)
                .because(reason)
                .advice("push the archive again"));
    }
}
