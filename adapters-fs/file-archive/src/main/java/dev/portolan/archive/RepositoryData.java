package dev.portolan.archive;

import dev.portolan.content.BlobSink;
import dev.portolan.content.ByteRange;
import dev.portolan.content.Streams;
import dev.portolan.model.Descriptor;
import dev.portolan.port.Source;
import dev.portolan.port.TransferListener;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.atomic.AtomicBoolean;

/** Data in a repository, with one request per range. */
final class RepositoryData implements ArchiveData {
    private final Source source;
    private final Descriptor descriptor;
    private final TransferListener listener;
    private final Runnable onClose;
    private final AtomicBoolean closed = new AtomicBoolean();

    RepositoryData(Source source, Descriptor descriptor, TransferListener listener, Runnable onClose) {
        this.source = source;
        this.descriptor = descriptor;
        this.listener = listener;
        this.onClose = onClose;
    }

    @Override
    public Descriptor descriptor() {
        return descriptor;
    }

    @Override
    public String where() {
        return source.name();
    }

    @Override
    public InputStream open(ByteRange range) throws IOException {
        requireOpen();
        InputStream stream = source.open(descriptor, range);
        return listener == TransferListener.NONE ? stream : new WatchedStream(stream);
    }

    @Override
    public void read(ByteRange range, BlobSink sink) throws IOException {
        requireOpen();
        source.read(descriptor, range, buffer -> {
            int bytes = buffer.remaining();
            sink.write(buffer);
            listener.moved(descriptor, bytes);
        });
    }

    private void requireOpen() throws IOException {
        if (closed.get()) {
            throw new IOException("the archive is closed");
        }
    }

    @Override
    public void close() {
        if (!closed.getAndSet(true)) {
            onClose.run();
        }
    }

    private final class WatchedStream extends FilterInputStream {
        WatchedStream(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            return Streams.readByte(this);
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int n = in.read(buffer, offset, length);
            if (n > 0) {
                listener.moved(descriptor, n);
            }
            return n;
        }
    }
}
