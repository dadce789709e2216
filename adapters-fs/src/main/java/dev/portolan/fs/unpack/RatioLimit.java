package dev.portolan.fs.unpack;

import dev.portolan.error.LimitExceededException;
import dev.portolan.error.Problem;
import java.io.IOException;
import java.io.InputStream;

/** Ends a stream that is decompressed to suspiciously much. */
final class RatioLimit extends CountingStream {
    private final CountingStream compressed;
    private final UnpackLimits limits;
    private final String place;

    RatioLimit(InputStream plain, CountingStream compressed, UnpackLimits limits, String place) {
        super(plain);
        this.compressed = compressed;
        this.limits = limits;
        this.place = place;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int n = super.read(buffer, offset, length);
        if (count() > UnpackLimits.RATIO_COUNTS_FROM && count() / limits.ratio() > compressed.count()) {
            throw new LimitExceededException(Problem.of("tar is decompressed to too much")
                    .at(place)
                    .because(compressed.count() + " bytes became more than " + limits.ratio() + " times as many")
                    .advice("raise UnpackLimits.ratio if it is to be trusted"));
        }
        return n;
    }
}
