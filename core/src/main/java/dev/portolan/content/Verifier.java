package dev.portolan.content;

import dev.portolan.error.ContentMismatchException;
import dev.portolan.error.Problem;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/**
 * Verifies content: counts and hashes bytes, refuses the first byte too many, and checks size and digest at the end.
 * For one pass, and one thread at a time.
 *
 * <p>The hash reads from read-only views, of which the JDK takes pieces of 4 KiB. With large arrays, its SHA-256
 * routine was slower on processors with AVX-512 (measured with JDK 17 and 25), for some threads by a large factor: it
 * mixes two kinds of vector instructions, which is slow until the processor changes state between two pieces.
 *
 * @since 0.1.0
 */
public final class Verifier {
    private final Descriptor expected;
    private final String where;
    /** Null if only the size is checked. */
    private final @Nullable MessageDigest hash;

    private long count;
    private @Nullable ContentMismatchException failure;
    private boolean good;

    private Verifier(Descriptor expected, String where, @Nullable MessageDigest hash) {
        this.expected = expected;
        this.where = where;
        this.hash = hash;
    }

    /**
     * Returns a verifier for one pass.
     *
     * @param expected the expected size and digest
     * @param where the origin of the content, for messages
     */
    public static Verifier of(Descriptor expected, String where) {
        return new Verifier(expected, where, expected.digest().algorithm().newMessageDigest());
    }

    /** Returns a verifier for one pass over this content: of the size alone, if the content verifies its digest itself. */
    public static Verifier of(Content content, Descriptor expected, String where) {
        return content.verifies(expected.digest()) ? ofSize(expected, where) : of(expected, where);
    }

    /** Returns a verifier that checks the size alone. */
    public static Verifier ofSize(Descriptor expected, String where) {
        return new Verifier(expected, where, null);
    }

    /**
     * Checks bytes in memory.
     *
     * @return the same bytes
     * @throws ContentMismatchException when they do not match the descriptor
     */
    public static byte[] check(Descriptor expected, String where, byte[] bytes) {
        Verifier verifier = of(expected, where);
        verifier.update(bytes, 0, bytes.length);
        verifier.finish();
        return bytes;
    }

    /**
     * Counts and hashes the remaining bytes of a buffer, without changing its position.
     *
     * @throws ContentMismatchException when the content is too long
     */
    public void update(ByteBuffer buffer) {
        count(buffer.remaining());
        if (hash != null) {
            hash.update(buffer.asReadOnlyBuffer());
        }
    }

    /**
     * Counts and hashes bytes of an array.
     *
     * @throws ContentMismatchException when the content is too long
     */
    public void update(byte[] bytes, int offset, int length) {
        update(ByteBuffer.wrap(bytes, offset, length));
    }

    private void count(int more) {
        if (failure != null) {
            throw failure;
        }
        count += more;
        if (count > expected.size()) {
            throw mismatch("it is longer than the " + expected.size() + " bytes in its descriptor");
        }
    }

    /** Returns the number of bytes that have passed. */
    public long count() {
        return count;
    }

    /**
     * Ends the pass. The content is valid once this returns. Further calls give the same result.
     *
     * @throws ContentMismatchException when size or digest differ
     */
    public void finish() {
        if (failure != null) {
            throw failure;
        }
        if (good) {
            return;
        }
        if (count != expected.size()) {
            throw mismatch("it ended after " + count + " of " + expected.size() + " bytes");
        }
        if (hash != null) {
            Digest actual = Digest.finish(expected.digest().algorithm(), hash);
            if (!actual.equals(expected.digest())) {
                throw mismatch("its bytes have the digest " + actual);
            }
        }
        good = true;
    }

    private ContentMismatchException mismatch(String reason) {
        failure = new ContentMismatchException(Problem.of("content " + expected.digest() + " is damaged")
                .at(where)
                .because(reason)
                .advice("fetch it again, or from another source"));
        return failure;
    }

    /** Returns a sink that verifies bytes and passes them on to another sink; the caller calls {@link #finish}. */
    public BlobSink before(BlobSink next) {
        return buffer -> {
            update(buffer);
            next.write(buffer);
        };
    }

    /**
     * Returns a stream that verifies the bytes that are read through it; if they do not match, it throws instead of
     * ending.
     */
    public InputStream wrap(InputStream stream) {
        return new VerifyingStream(stream, this);
    }

    private static final class VerifyingStream extends BulkInputStream {
        private final InputStream in;
        private final Verifier verifier;

        VerifyingStream(InputStream in, Verifier verifier) {
            this.in = in;
            this.verifier = verifier;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int n = in.read(buffer, offset, length);
            if (n > 0) {
                verifier.update(buffer, offset, n);
            } else if (n < 0) {
                verifier.finish();
            }
            return n;
        }

        @Override
        public int available() throws IOException {
            return in.available();
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
