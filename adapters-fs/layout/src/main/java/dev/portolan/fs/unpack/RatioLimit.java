package dev.portolan.fs.unpack;

import dev.portolan.error.LimitExceededException;
import dev.portolan.error.Problem;
import java.io.IOException;
import java.io.InputStream;

/** Ends a stream that is decompressed to suspiciously much. */
final class RatioLimit extends CountingStream {
    private final CountingStream compressed;
    private final UnpackLimits limits;
    private final long countsFrom;
    private final String where;

    /**
     * A limit.
     *
     * @param compressed counts the bytes that the others are made of
     * @param countsFrom so many bytes are never too many
     */
    RatioLimit(InputStream plain, CountingStream compressed, UnpackLimits limits, long countsFrom, String where) {
        super(plain);
        this.compressed = compressed;
        this.limits = limits;
        this.countsFrom = countsFrom;
        this.where = where;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int n = super.read(buffer, offset, length);
        if (count() > countsFrom && count() / limits.ratio() > compressed.count()) {
            throw new LimitExceededException(Problem.of("tar is decompressed to too much")
                    .at(where)
                    .because(compressed.count() + " bytes became more than " + limits.ratio() + " times as many")
                    .advice("raise UnpackLimits.ratio if it is to be trusted"));
        }
        return n;
    }
}
