package dev.portolan.archive;

import dev.portolan.content.BlobSink;
import dev.portolan.content.BoundedStream;
import dev.portolan.content.ByteRange;
import dev.portolan.content.Streams;
import dev.portolan.model.Descriptor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Data in a local file. Each range is read through its own channel, since an interrupt closes the channel. */
final class FileData implements ArchiveData {
    private final Path file;
    private final Descriptor descriptor;
    private volatile boolean closed;

    FileData(Path file, Descriptor descriptor) {
        this.file = file;
        this.descriptor = descriptor;
    }

    @Override
    public Descriptor descriptor() {
        return descriptor;
    }

    @Override
    public String where() {
        return file.toString();
    }

    @Override
    public InputStream open(ByteRange range) throws IOException {
        if (closed) {
            throw new IOException("the archive is closed");
        }
        InputStream stream = Files.newInputStream(file);
        try {
            stream.skipNBytes(range.offset());
            return new BoundedStream(stream, range.length());
        } catch (IOException | RuntimeException e) {
            stream.close();
            throw e;
        }
    }

    @Override
    public void read(ByteRange range, BlobSink sink) throws IOException {
        try (InputStream stream = open(range)) {
            Streams.transfer(stream, sink);
        }
    }

    @Override
    public void close() {
        closed = true;
    }
}
