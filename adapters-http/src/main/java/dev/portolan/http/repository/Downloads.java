package dev.portolan.http.repository;

import dev.portolan.content.BlobSink;
import dev.portolan.content.ByteRange;
import dev.portolan.content.Content;
import dev.portolan.content.Verifier;
import dev.portolan.error.ContentMismatchException;
import dev.portolan.http.pipeline.Backoff;
import dev.portolan.http.pipeline.Throttle;
import dev.portolan.internal.work.BufferWorker;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * Downloads blobs, as streams and into sinks; whole blobs are verified. Large ones are split over several connections.
 */
final class Downloads {
    /** From this size on, in bytes, hashing on a second thread pays. */
    private static final long LARGE = 1 << 20;

    /** How many bytes may wait to be hashed: several downloads run at once, so a small heap gets less. */
    private static final long UNHASHED =
            Math.max(128 << 10, Math.min(1 << 20, Runtime.getRuntime().maxMemory() >> 8));

    /** A blob of fewer pieces is not split: it would end before several connections pay. */
    private static final int FEWEST_PIECES = 4;

    private final Blobs blobs;
    private final Backoff backoff;
    private final Executor executor;
    private final PieceMemory memory;
    private final Throttle throttle;
    private final Set<Digest> overOneConnection = ConcurrentHashMap.newKeySet();

    /**
     * Downloads from a repository.
     *
     * @param backoff how often a download is tried without progress
     * @param executor where large blobs are hashed, and pieces fetched
     * @param memory for pieces that arrive ahead of their turn
     */
    Downloads(Blobs blobs, Backoff backoff, Executor executor, PieceMemory memory, Throttle throttle) {
        this.blobs = blobs;
        this.backoff = backoff;
        this.executor = executor;
        this.memory = memory;
        this.throttle = throttle;
    }

    /** Opens a whole blob as a stream that verifies. */
    InputStream open(Descriptor blob) {
        return new DownloadStream(start(blob, 0, blob.size()), Verifier.of(blob, blobs.where()));
    }

    /** Opens a part of a blob as a stream. */
    InputStream open(Descriptor blob, ByteRange range) {
        return new DownloadStream(start(blob, range.offset(), range.end()), null);
    }

    /** Writes a whole blob to a sink, and returns when it is verified. */
    void read(Descriptor blob, BlobSink sink) throws IOException {
        Verifier verifier = Verifier.of(blob, blobs.where());
        try (BlobReader download = start(blob, 0, blob.size())) {
            try {
                if (blob.size() < LARGE) {
                    readHere(download, verifier, sink);
                } else {
                    readAndHash(download, verifier, sink);
                }
                verifier.finish();
            } catch (ContentMismatchException e) {
                throw download.blame(e);
            }
        }
    }

    private static void readHere(BlobReader download, Verifier verifier, BlobSink sink) throws IOException {
        for (ByteBuffer buffer; (buffer = download.next()) != null; ) {
            verifier.update(buffer);
            sink.write(buffer);
        }
    }

    /** Hashes on another thread the bytes that this one passes to the sink. */
    private void readAndHash(BlobReader download, Verifier verifier, BlobSink sink) throws IOException {
        try (BufferWorker worker = new BufferWorker(verifier::update, executor, UNHASHED)) {
            for (ByteBuffer buffer; (buffer = download.next()) != null; ) {
                sink.write(buffer.duplicate());
                worker.add(buffer);
            }
            worker.drain();
        }
    }

    /** Hands a part of a blob to a sink, unverified. */
    void read(Descriptor blob, ByteRange range, BlobSink sink) throws IOException {
        try (BlobReader download = start(blob, range.offset(), range.end())) {
            for (ByteBuffer buffer; (buffer = download.next()) != null; ) {
                sink.write(buffer);
            }
        }
    }

    /**
     * Hands a blob of this repository to an upload to the same registry. A registry that serves one request at a time,
     * or holds a lock while it takes an upload, would answer no other request on the way. So a blob is read into memory
     * first if it fits, and otherwise over one connection, which is open when the upload begins. If that upload fails,
     * the blob is read into a temporary file before the next attempt.
     *
     * @param content the blob
     * @param upload gets the content
     */
    void withinRegistry(Descriptor blob, Content content, Consumer<Content> upload) {
        boolean added = overOneConnection.add(blob.digest());
        long pieces = (blob.size() + memory.piece() - 1) / memory.piece();
        boolean fits = memory.take(pieces);
        try (SpooledContent spooled = new SpooledContent(content)) {
            upload.accept(fits ? new BlobInMemory(content, blob, blobs.where()) : spooled);
        } finally {
            if (fits) {
                memory.give(pieces);
            }
            if (added) {
                overOneConnection.remove(blob.digest());
            }
        }
    }

    private BlobReader start(Descriptor blob, long from, long to) {
        boolean alone = overOneConnection.contains(blob.digest()) || !memory.isEnough();
        if (alone || to - from < (long) FEWEST_PIECES * memory.piece()) {
            return new Download(blobs, blob, from, to, backoff);
        }
        long began = System.nanoTime();
        long planned = from + memory.firstPiece();
        Download first = new Download(blobs, blob, from, planned, backoff);
        if (first.isWhole()) {
            first.extendTo(to);
            return first;
        }
        return new PieceReader(first, planned, to, began, executor, memory, throttle);
    }
}
