package dev.portolan.fs.compress;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdIOException;
import com.github.luben.zstd.ZstdInputStream;
import dev.portolan.content.BulkInputStream;
import dev.portolan.error.InvalidArchiveException;
import dev.portolan.error.LimitExceededException;
import dev.portolan.error.Problem;
import java.io.IOException;
import java.io.InputStream;

/**
 * Reads zstd (RFC 8878), all frames of it, with windows of up to 128 MiB. Call {@link ZstdLibrary#load} before the first
 * use.
 */
final class ZstdReader extends BulkInputStream {
    private final InputStream in;
    private final String where;

    ZstdReader(InputStream compressed, String where) throws IOException {
        this.in = new ZstdInputStream(compressed);
        this.where = where;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        try {
            return in.read(buffer, offset, length);
        } catch (ZstdIOException e) {
            if (e.getErrorCode() == Zstd.errFrameParameterWindowTooLarge()) {
                throw new LimitExceededException(Problem.of("the zstd stream needs too much memory")
                        .at(where)
                        .because("its window is larger than 128 MiB")
                        .advice("compress it without --long, or with at most --long=27")
                        .causedBy(e));
            }
            throw new InvalidArchiveException(Problem.of("the zstd stream is damaged")
                    .at(where)
                    .because(String.valueOf(e.getMessage()))
                    .causedBy(e));
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
