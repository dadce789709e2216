package dev.portolan.fs.compress;

import dev.portolan.error.LimitExceededException;
import dev.portolan.error.Problem;
import dev.portolan.error.Remedy;

/**
 * Limits the size of decompressed data. A bomb is small and becomes large, so both count: the total, and how many times
 * larger than the compressed bytes it is. gzip reaches 1,032 to 1 at most, so a useful ratio is below that.
 *
 * @param mostBytes the most bytes in total
 * @param ratio how many times larger than the compressed bytes the result may be
 * @param freeBytes up to this many bytes the ratio does not count
 * @param setting the setting that raises the ratio, for messages
 */
public record DecompressionLimit(long mostBytes, long ratio, long freeBytes, String setting) {
    /** Refuses bounds below 1. */
    public DecompressionLimit {
        if (mostBytes < 1 || ratio < 1 || freeBytes < 0) {
            throw new IllegalArgumentException("a limit is at least 1");
        }
    }

    /**
     * Checks the progress of decompression.
     *
     * @throws LimitExceededException when a limit is exceeded
     */
    public void check(long compressed, long decompressed, String where) {
        if (decompressed > mostBytes) {
            throw tooMuch(where, "it has more than " + mostBytes + " bytes");
        }
        if (decompressed > freeBytes && decompressed / ratio > compressed) {
            throw tooMuch(where, compressed + " bytes became more than " + ratio + " times as many");
        }
    }

    private LimitExceededException tooMuch(String where, String reason) {
        return new LimitExceededException(Problem.of("the decompressed content is too large")
                .at(where)
                .because(reason)
                .advice(Remedy.RAISE_UNPACK_LIMITS, "raise " + setting + " if you trust the content"));
    }
}
