package dev.portolan.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Standard output that remembers why it failed. {@link System#out} does not, so a result written to a full disk would
 * count as printed.
 */
final class StandardOutput extends PrintWriter {
    private final Remembering stream;

    private StandardOutput(Remembering stream, Charset charset) {
        super(new OutputStreamWriter(stream, charset));
        this.stream = stream;
    }

    /** Returns the output of this process, in the encoding that the JVM chose. */
    static StandardOutput open() {
        String encoding = System.getProperty("stdout.encoding", System.getProperty("sun.stdout.encoding"));
        Charset charset = encoding == null ? Charset.defaultCharset() : Charset.forName(encoding);
        return new StandardOutput(new Remembering(new FileOutputStream(FileDescriptor.out)), charset);
    }

    /** Returns the first failure to write. */
    Optional<IOException> failure() {
        return Optional.ofNullable(stream.failure);
    }

    private static final class Remembering extends OutputStream {
        private final OutputStream out;
        private @Nullable IOException failure;

        Remembering(OutputStream out) {
            this.out = out;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            try {
                out.write(bytes, offset, length);
            } catch (IOException e) {
                failure = failure == null ? e : failure;
                throw e;
            }
        }
    }
}
