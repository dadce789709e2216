package dev.portolan.archive;

import dev.portolan.content.ByteRange;
import dev.portolan.internal.work.WatchedStream;
import dev.portolan.model.Descriptor;
import dev.portolan.port.Source;
import dev.portolan.port.TransferListener;
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
        return listener == TransferListener.NONE
                ? stream
                : new WatchedStream(stream, bytes -> listener.moved(descriptor(), bytes));
    }

    @Override
    void release() {
        onClose.run();
    }
}
