package dev.portolan.registry.server;

import dev.portolan.content.BlobSink;
import dev.portolan.content.Content;
import dev.portolan.content.Streams;
import java.io.ByteArrayInputStream;
import java.io.IOException;
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
import org.jspecify.annotations.Nullable;

/**
 * The bytes of an upload so far: first in memory, then in a file. Used by one thread at a time.
 */
final class UploadBuffer implements AutoCloseable {
    private final Spool spool;
    private final List<byte[]> memory = new ArrayList<>();
    private @Nullable FileChannel file;
    private @Nullable Path path;
    private long held;
    private long size;

    UploadBuffer(Spool spool) {
        this.spool = spool;
    }

    long size() {
        return size;
    }

    void append(byte[] bytes, int length) throws IOException {
        if (file == null && spool.reserve(held, length)) {
            memory.add(Arrays.copyOf(bytes, length));
            held += length;
        } else {
            BlobSink.of(file()).write(ByteBuffer.wrap(bytes, 0, length));
        }
        size += length;
    }

    private FileChannel file() throws IOException {
        if (file == null) {
            path = spool.file();
            file = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
            for (byte[] piece : memory) {
                BlobSink.of(file).write(ByteBuffer.wrap(piece));
            }
            forget();
        }
        return file;
    }

    private void forget() {
        memory.clear();
        spool.release(held);
        held = 0;
    }

    /** Returns all of it, until this is closed. */
    Content content() {
        return () -> {
            FileChannel spooled = file;
            if (spooled == null) {
                return new SequenceInputStream(Collections.enumeration(
                        memory.stream().map(ByteArrayInputStream::new).toList()));
            }
            spooled.position(0);
            return Streams.closeShield(Channels.newInputStream(spooled));
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
