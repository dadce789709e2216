package dev.portolan.archive;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdDecompressCtx;
import dev.portolan.error.CancelledException;
import dev.portolan.error.ContentMismatchException;
import dev.portolan.error.LimitExceededException;
import dev.portolan.error.OciException;
import dev.portolan.error.Problem;
import java.util.concurrent.Semaphore;

/**
 * The bounds of decoding: how many decoders work at the same moment, and what one may take of memory. A turn lasts for
 * one call, so that who holds a stream open and does not read keeps nobody waiting.
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

    /** Returns a decoder that refuses windows beyond the limit; the caller closes it. */
    ZstdDecompressCtx open() {
        return new ZstdDecompressCtx().setLongMax(limits.windowLog());
    }

    void begin() {
        try {
            turns.acquire();
        } catch (InterruptedException e) {
            throw CancelledException.interrupted(Problem.of("decoding a file was cancelled"), e);
        }
    }

    void end() {
        turns.release();
    }

    /** Returns the typed error of a decoder's own. */
    OciException failure(ArchiveEntry file, String where, long code, Exception cause) {
        long error = Math.abs(code); // streams of zstd-jni give it below zero
        if (error == Zstd.errFrameParameterWindowTooLarge() || error == Zstd.errMemoryAllocation()) {
            return new LimitExceededException(
                    Problem.of("the file " + file.shown() + " takes too much memory to decode")
                            .at(where)
                            .because("the limit of a decoder is " + limits.decoderMemory() + " bytes")
                            .advice("raise decoderMemory")
                            .causedBy(cause));
        }
        return damaged(file, where, "its zstd frame is damaged (" + cause.getMessage() + ")");
    }

    static ContentMismatchException damaged(ArchiveEntry file, String where, String reason) {
        return new ContentMismatchException(Problem.of("the file " + file.shown() + " is damaged")
                .at(where)
                .because(reason)
                .advice("push the archive again"));
    }
}
