package dev.portolan.http.transfer;

import dev.portolan.content.BlobSink;
import dev.portolan.content.ByteRange;
import dev.portolan.content.Verifier;
import dev.portolan.http.endpoint.Blobs;
import dev.portolan.http.pipeline.Backoff;
import dev.portolan.model.Descriptor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/** Reads blobs, as streams and into sinks, verified where they are whole. */
public final class Downloads {
    private final Blobs blobs;
    private final Backoff backoff;

    /** Downloads that are tried so often without progress. */
    public Downloads(Blobs blobs, Backoff backoff) {
        this.blobs = blobs;
        this.backoff = backoff;
    }

    /** A whole blob as a stream that verifies. */
    public InputStream open(Descriptor blob) {
        return Verifier.of(blob, blobs.place()).wrap(new DownloadStream(start(blob)));
    }

    /** A part of a blob as a stream. */
    public InputStream open(Descriptor blob, ByteRange range) {
        return new DownloadStream(Download.start(blobs, blob, range.offset(), range.end(), backoff));
    }

    /** Hands a whole blob to a sink, and returns when it is found good. */
    public void read(Descriptor blob, BlobSink sink) throws IOException {
        Verifier verifier = Verifier.of(blob, blobs.place());
        try (Download download = start(blob)) {
            for (ByteBuffer buffer; (buffer = download.next()) != null; ) {
                verifier.update(buffer);
                sink.write(buffer);
            }
            verifier.finish();
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
