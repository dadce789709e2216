package dev.portolan.content;

import dev.portolan.error.ContentMismatchException;
import dev.portolan.error.Problem;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/**
 * The one place where content is found good: counts and hashes bytes as they pass, refuses the first one too many,
 * and says at the end whether size and digest are those of the descriptor. For one pass and one thread at a time.
 *
 * <p>The hash is fed through read-only views, from which the JDK takes pieces of 4 KiB. Fed with large arrays, its
 * SHA-256 routine was slower on processors with AVX-512 (JDK 17 and 25, measured), for some threads many times: it
 * mixes two kinds of vector instructions, and only between pieces does the processor get out of the state in which
 * that costs time.
 */
public final class Verifier {
    private final Descriptor expected;
    private final String where;
    private final MessageDigest hash;
    private long count;
    private @Nullable ContentMismatchException failure;
    private boolean good;

    private Verifier(Descriptor expected, String where) {
        this.expected = expected;
        this.where = where;
        this.hash = expected.digest().algorithm().newMessageDigest();
    }

    /**
     * Starts a pass.
     *
     * @param expected what the content must be
     * @param where where it comes from, for the message
     */
    public static Verifier of(Descriptor expected, String where) {
        return new Verifier(expected, where);
    }

    /**
     * Checks bytes in memory.
     *
     * @return the same bytes
     * @throws ContentMismatchException when they are not what the descriptor says
     */
    public static byte[] check(Descriptor expected, String where, byte[] bytes) {
        Verifier verifier = of(expected, where);
        verifier.update(bytes, 0, bytes.length);
        verifier.finish();
        return bytes;
    }

    /**
     * Counts and hashes all that remains of a buffer, and leaves the buffer's position where it was.
     *
     * @throws ContentMismatchException when the content is longer than it should be
     */
    public void update(ByteBuffer buffer) {
        count(buffer.remaining());
        hash.update(buffer.asReadOnlyBuffer());
    }

    /**
     * Counts and hashes bytes of an array.
     *
     * @throws ContentMismatchException when the content is longer than it should be
     */
    public void update(byte[] bytes, int offset, int length) {
        count(length);
        hash.update(ByteBuffer.wrap(bytes, offset, length).asReadOnlyBuffer());
    }

    private void count(int more) {
        if (failure != null) {
            throw failure;
        }
        count += more;
        if (count > expected.size()) {
            throw mismatch("it is longer than the " + expected.size() + " bytes that its descriptor says");
        }
    }

    /** The number of bytes that have passed. */
    public long count() {
        return count;
    }

    /**
     * Ends the pass. Only when this returns is the content good; asked once more, it says the same.
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
        Digest actual = Digest.finish(expected.digest().algorithm(), hash);
        if (!actual.equals(expected.digest())) {
            throw mismatch("its bytes have the digest " + actual);
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

    /** A sink that verifies what passes on to another; {@link #finish} is left to the caller. */
    public BlobSink before(BlobSink next) {
        return buffer -> {
            update(buffer);
            next.write(buffer);
        };
    }

    /** A stream that verifies what is read through it, and throws at its end, instead of ending, when it is not good. */
    public InputStream wrap(InputStream stream) {
        return new VerifyingStream(stream, this);
    }

    private static final class VerifyingStream extends FilterInputStream {
        private final Verifier verifier;

        VerifyingStream(InputStream in, Verifier verifier) {
            super(in);
            this.verifier = verifier;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
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
        public long skip(long n) throws IOException {
            byte[] skipped = new byte[(int) Math.min(Math.max(n, 0), Streams.BUFFER)];
            return Math.max(0, read(skipped, 0, skipped.length));
        }

        @Override
        public boolean markSupported() {
            return false;
        }

        @Override
        public synchronized void mark(int limit) {}

        @Override
        public synchronized void reset() throws IOException {
            throw new IOException("mark and reset are not supported");
        }
    }
}
