package dev.portolan.http.transfer;

import dev.portolan.content.BlobSink;
import dev.portolan.content.ByteRange;
import dev.portolan.content.Verifier;
import dev.portolan.error.ContentMismatchException;
import dev.portolan.http.endpoint.Blobs;
import dev.portolan.http.pipeline.Backoff;
import dev.portolan.internal.work.BufferWorker;
import dev.portolan.model.Descriptor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;

/** Reads blobs, as streams and into sinks, verified where they are whole. */
public final class Downloads {
    /** From this size on, in bytes, a second thread is worth its while. */
    private static final long LARGE = 1 << 20;
    /** How much may wait to be hashed, in bytes: several downloads run at once, so little memory has less. */
    private static final long UNHASHED =
            Math.max(128 << 10, Math.min(3 << 20, Runtime.getRuntime().maxMemory() >> 8));

    private final Blobs blobs;
    private final Backoff backoff;
    private final Executor executor;

    /**
     * Downloads that are tried so often without progress.
     *
     * @param executor where large blobs are hashed
     */
    public Downloads(Blobs blobs, Backoff backoff, Executor executor) {
        this.blobs = blobs;
        this.backoff = backoff;
        this.executor = executor;
    }

    /** A whole blob as a stream that verifies. */
    public InputStream open(Descriptor blob) {
        return new DownloadStream(start(blob), Verifier.of(blob, blobs.where()));
    }

    /** A part of a blob as a stream. */
    public InputStream open(Descriptor blob, ByteRange range) {
        return new DownloadStream(Download.start(blobs, blob, range.offset(), range.end(), backoff), null);
    }

    /** Hands a whole blob to a sink, and returns when it is found good. */
    public void read(Descriptor blob, BlobSink sink) throws IOException {
        Verifier verifier = Verifier.of(blob, blobs.where());
        try (Download download = start(blob)) {
            try {
                if (blob.size() < LARGE) {
                    readHere(download, verifier, sink);
                } else {
                    readBeside(download, verifier, sink);
                }
                verifier.finish();
            } catch (ContentMismatchException e) {
                throw download.blame(e);
            }
        }
    }

    private static void readHere(Download download, Verifier verifier, BlobSink sink) throws IOException {
        for (ByteBuffer buffer; (buffer = download.next()) != null; ) {
            verifier.update(buffer);
            sink.write(buffer);
        }
    }

    /** Another thread hashes what this one hands to the sink. */
    private void readBeside(Download download, Verifier verifier, BlobSink sink) throws IOException {
        try (BufferWorker worker = new BufferWorker(verifier::update, executor, UNHASHED)) {
            for (ByteBuffer buffer; (buffer = download.next()) != null; ) {
                sink.write(buffer.duplicate());
                worker.add(buffer);
            }
            worker.drain();
        }
    }

    /** Hands a part of a blob to a sink. */
    public void read(Descriptor blob, ByteRange range, BlobSink sink) throws IOException {
        try (Download download = Download.start(blobs, blob, range.offset(), range.end(), backoff)) {
            for (ByteBuffer buffer; (buffer = download.next()) != null; ) {
                sink.write(buffer);
            }
        }
    }

    private Download start(Descriptor blob) {
        return Download.start(blobs, blob, 0, blob.size(), backoff);
    }
}
