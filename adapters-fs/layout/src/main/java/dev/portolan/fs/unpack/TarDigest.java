package dev.portolan.fs.unpack;

import dev.portolan.error.ContentMismatchException;
import dev.portolan.error.Problem;
import dev.portolan.fs.files.SingleByte;
import dev.portolan.model.Digest;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/** Hashes a tar on its way, where its digest before compression is known. */
final class TarDigest extends FilterInputStream {
    private final Origin origin;
    private final @Nullable MessageDigest hash;

    TarDigest(InputStream in, Origin origin) {
        super(in);
        this.origin = origin;
        this.hash = origin.digest()
                .map(digest -> digest.algorithm().newMessageDigest())
                .orElse(null);
    }

    @Override
    public int read() throws IOException {
        return SingleByte.read(this);
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int n = in.read(buffer, offset, length);
        if (n > 0 && hash != null) {
            hash.update(buffer, offset, n);
        }
        return n;
    }

    /**
     * To be called at the end.
     *
     * @throws ContentMismatchException when it is another tar
     */
    void check() {
        if (hash != null) {
            Digest expected = origin.digest().orElseThrow();
            Digest actual = Digest.finish(expected.algorithm(), hash);
            if (!actual.equals(expected)) {
                throw new ContentMismatchException(Problem.of("the tar does not match its annotations")
                        .at(origin.where())
                        .because("its digest before compression is " + actual + ", not " + expected)
                        .advice("nothing was unpacked"));
            }
        }
    }
}
