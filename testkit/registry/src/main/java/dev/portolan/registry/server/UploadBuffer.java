package dev.portolan.registry.server;

import dev.portolan.content.BlobSink;
import dev.portolan.content.Content;
import dev.portolan.content.Streams;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of an upload so far: first in memory, then in a file of the spool directory. Used by one thread at a time.
 */
final class UploadBuffer implements AutoCloseable {
    private final Optional<Path> directory;
    private final SpoolMemory room;
    private final List<byte[]> memory = new ArrayList<>();
    private @Nullable FileChannel file;
    private @Nullable Path path;
    private long held;
    private long size;

    /**
     * An empty spool.
     *
     * @param directory for the file; empty for the system's own for such files
     * @param room the memory that may be used
     */
    UploadBuffer(Optional<Path> directory, SpoolMemory room) {
        this.directory = directory;
        this.room = room;
    }

    long size() {
        return size;
    }

    void append(byte[] bytes, int length) throws IOException {
        if (file == null && room.take(held, length)) {
            memory.add(Arrays.copyOf(bytes, length));
            held += length;
        } else {
            write(file(), bytes, length);
        }
        size += length;
    }

    private FileChannel file() throws IOException {
        if (file == null) {
            path = directory.isPresent()
                    ? Files.createTempFile(directory.get(), "upload", "")
                    : Files.createTempFile("portolan-upload", "");
            file = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
            for (byte[] piece : memory) {
                write(file, piece, piece.length);
            }
            forget();
        }
        return file;
    }

    private void forget() {
        memory.clear();
        room.give(held);
        held = 0;
    }

    private static void write(FileChannel file, byte[] bytes, int length) throws IOException {
        for (ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, length); buffer.hasRemaining(); ) {
            file.write(buffer);
        }
    }

    /** Returns all of it, until this is closed. */
    Content content() {
        return new Content() {
            @Override
            public InputStream open() throws IOException {
                FileChannel spooled = file;
                if (spooled == null) {
                    return new SequenceInputStream(Collections.enumeration(
                            memory.stream().map(ByteArrayInputStream::new).toList()));
                }
                spooled.position(0);
                return new LeftOpen(Channels.newInputStream(spooled));
            }

            @Override
            public void writeTo(BlobSink sink) throws IOException {
                if (file == null) {
                    for (byte[] piece : memory) {
                        sink.write(ByteBuffer.wrap(piece));
                    }
                } else {
                    Streams.transfer(open(), sink);
                }
            }
        };
    }

    @Override
    public void close() throws IOException {
        forget();
        if (file != null) {
            file.close();
        }
        if (path != null) {
            Files.deleteIfExists(path);
        }
    }
}
