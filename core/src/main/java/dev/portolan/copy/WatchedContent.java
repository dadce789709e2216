package dev.portolan.copy;

import dev.portolan.content.BlobSink;
import dev.portolan.content.Content;
import dev.portolan.internal.work.WatchedStream;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.port.TransferListener;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.atomic.AtomicBoolean;

/** Content that reports its progress to a listener; opened again, it reports where it resumes. */
final class WatchedContent implements Content {
    private final Descriptor descriptor;
    private final Content content;
    private final TransferListener listener;
    private final AtomicBoolean opened = new AtomicBoolean();

    private WatchedContent(Descriptor descriptor, Content content, TransferListener listener) {
        this.descriptor = descriptor;
        this.content = content;
        this.listener = listener;
    }

    static Content of(Descriptor descriptor, Content content, TransferListener listener) {
        return listener == TransferListener.NONE ? content : new WatchedContent(descriptor, content, listener);
    }

    private void begin(long offset) {
        if (opened.getAndSet(true) || offset > 0) {
            listener.resumed(descriptor, offset);
        } else {
            listener.started(descriptor);
        }
    }

    @Override
    public InputStream open() throws IOException {
        begin(0);
        return watched(content.open());
    }

    @Override
    public InputStream openAt(long offset) throws IOException {
        begin(offset);
        return watched(content.openAt(offset));
    }

    private InputStream watched(InputStream stream) {
        return new WatchedStream(stream, bytes -> listener.moved(descriptor, bytes));
    }

    @Override
    public void writeTo(BlobSink sink) throws IOException {
        begin(0);
        content.writeTo(buffer -> {
            int bytes = buffer.remaining();
            sink.write(buffer);
            listener.moved(descriptor, bytes);
        });
    }

    @Override
    public boolean verifies(Digest digest) {
        return content.verifies(digest);
    }
}
