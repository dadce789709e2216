package dev.portolan.content;

import dev.portolan.error.CancelledException;
import dev.portolan.error.OciException;
import dev.portolan.error.Problem;
import dev.portolan.error.StorageException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileLockInterruptionException;
import java.util.Objects;

/**
 * Copies streams to sinks, and converts failures of streams to {@link OciException}s.
 *
 * @since 0.1.0
 */
public final class Streams {
    /** The size of transfer buffers, in bytes: 128 KiB. */
    public static final int BUFFER = 128 << 10;

    private Streams() {}

    /** Writes the rest of a stream to a sink; returns the number of bytes. */
    public static long transfer(InputStream from, BlobSink to) throws IOException {
        byte[] buffer = new byte[BUFFER];
        long count = 0;
        for (int n; (n = from.read(buffer)) >= 0; ) {
            to.write(ByteBuffer.wrap(buffer, 0, n));
            count += n;
        }
        return count;
    }

    /** Returns a stream of the same bytes whose {@code close} has no effect, so that the given one stays open. */
    public static InputStream closeShield(InputStream stream) {
        return new FilterInputStream(stream) {
            @Override
            public void close() {}
        };
    }

    /**
     * Converts an {@link IOException}: an interrupt becomes a {@link CancelledException} (and sets the thread's
     * interrupt flag again), an {@code OciException} as the cause is returned, and everything else becomes a {@link
     * StorageException}.
     *
     * @param what what failed, such as {@code "reading blob sha256:…"}
     * @param where where
     */
    public static OciException failure(String what, String where, IOException e) {
        if (e.getCause() instanceof OciException typed) {
            return typed;
        }
        if (isInterrupt(e)) {
            return CancelledException.interrupted(Problem.of(what).at(where), e);
        }
        String reason = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        return new StorageException(
                Problem.of(what + " failed").at(where).because(reason).causedBy(e));
    }

    private static boolean isInterrupt(IOException e) {
        // A timeout of a socket is an InterruptedIOException too, but not an interrupt.
        return e.getClass() == InterruptedIOException.class
                || e instanceof ClosedByInterruptException
                || e instanceof FileLockInterruptionException;
    }

    /** Returns the same for an unchecked wrapper. */
    public static OciException failure(String what, String where, UncheckedIOException e) {
        return failure(what, where, Objects.requireNonNull(e.getCause()));
    }
}
