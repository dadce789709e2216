package dev.portolan.testkit.server;

import dev.portolan.content.BlobSink;
import dev.portolan.content.Content;
import dev.portolan.content.Streams;
import dev.portolan.model.Digest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an upload has sent so far: in memory at first, in a file of the spool directory once it outgrows that. Used
 * by one thread at a time.
 */
final class Spool implements AutoCloseable {
    private final @Nullable Path directory;
    private final int inMemory;
    private ByteArrayOutputStream memory = new ByteArrayOutputStream(0);
    private @Nullable FileChannel file;
    private @Nullable Path path;
    private long size;

    /**
     * An empty spool.
     *
     * @param directory for the file; empty for the system's own for such files
     * @param inMemory the most bytes to keep in memory
     */
    Spool(Optional<Path> directory, int inMemory) {
        this.directory = directory.orElse(null);
        this.inMemory = inMemory;
    }

    long size() {
        return size;
    }

    void append(byte[] bytes, int length) throws IOException {
        if (file == null && size + length <= inMemory) {
            memory.write(bytes, 0, length);
        } else {
            FileChannel out = file();
            for (ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, length); buffer.hasRemaining(); ) {
                out.write(buffer);
            }
        }
        size += length;
    }

    private FileChannel file() throws IOException {
        if (file == null) {
            path = directory == null
                    ? Files.createTempFile("portolan-upload", "")
                    : Files.createTempFile(directory, "upload", "");
            file = FileChannel.open(
                    path, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
            memory.writeTo(Channels.newOutputStream(file));
            memory = new ByteArrayOutputStream(0);
        }
        return file;
    }

    /** All of it, as content that was hashed on its way in. */
    Content content(Digest hashed) {
        return new Content() {
            @Override
            public InputStream open() throws IOException {
                if (file == null) {
                    return new ByteArrayInputStream(memory.toByteArray());
                }
                file.position(0);
                return new FilterStream(Channels.newInputStream(file));
            }

            @Override
            public void writeTo(BlobSink sink) throws IOException {
                if (file == null) {
                    sink.write(ByteBuffer.wrap(memory.toByteArray()));
                } else {
                    Streams.transfer(open(), sink);
                }
            }

            @Override
            public boolean verifies(Digest digest) {
                return digest.equals(hashed);
            }
        };
    }

    /** Closing it leaves the file open. */
    private static final class FilterStream extends FilterInputStream {
        FilterStream(InputStream in) {
            super(in);
        }

        @Override
        public void close() {}
    }

    @Override
    public void close() throws IOException {
        memory = new ByteArrayOutputStream(0);
        if (file != null) {
            file.close();
        }
        if (path != null) {
            Files.deleteIfExists(path);
        }
    }
}
