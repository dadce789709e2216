package dev.portolan.archive;

import dev.portolan.content.ByteRange;
import dev.portolan.content.Streams;
import dev.portolan.model.Descriptor;
import dev.portolan.port.Source;
import dev.portolan.port.TransferListener;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Data in a repository, with one request per range. */
final class RepositoryData extends ArchiveData {
    private final Source source;
    private final TransferListener listener;
    private final Runnable onClose;

    RepositoryData(Source source, Descriptor descriptor, TransferListener listener, Runnable onClose) {
        super(descriptor, source.name());
        this.source = source;
        this.listener = listener;
        this.onClose = onClose;
    }

    @Override
    InputStream stream(ByteRange range) {
        InputStream stream = source.open(descriptor(), range);
        return listener == TransferListener.NONE ? stream : new WatchedStream(stream);
    }

    @Override
    void release() {
        onClose.run();
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
                listener.moved(descriptor(), n);
            }
            return n;
        }
    }
}
