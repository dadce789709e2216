package dev.portolan.archive;

import dev.portolan.content.BlobSink;
import dev.portolan.content.Streams;
import dev.portolan.content.Verifier;
import dev.portolan.fs.pack.Compression;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Decodes the stored bytes of one file, piece by piece, and verifies the file. The output is valid only when {@link
 * #finish} returns.
 */
final class EntryDecoder implements AutoCloseable {
    private static final int PIECE = Streams.BUFFER;

    private final ArchiveEntry file;
    private final BlobSink out;
    private final Verifier verifier;
    private final @Nullable ZstdDecoder zstd;
    private final byte[] stored;
    private final byte[] decoded;

    EntryDecoder(ArchiveEntry file, String where, Decoders decoders, BlobSink out) {
        boolean compressed = file.compression() == Compression.ZSTD;
        this.file = file;
        this.out = out;
        this.verifier = Verifier.of(file.content(), where + ", file " + file.shown());
        this.zstd = compressed ? decoders.zstd(where) : null;
        this.stored = new byte[compressed ? PIECE : 0];
        this.decoded = new byte[compressed ? PIECE : 0];
    }

    /** Consumes the rest of a buffer. */
    void accept(ByteBuffer buffer) throws IOException {
        if (zstd == null) {
            verifier.update(buffer);
            out.write(buffer);
            return;
        }
        while (buffer.hasRemaining()) {
            int length = Math.min(PIECE, buffer.remaining());
            buffer.get(stored, 0, length); // the decoder needs arrays; a buffer may have none, or be read-only
            decode(zstd, ByteBuffer.wrap(stored, 0, length));
        }
    }

    private void decode(ZstdDecoder decoder, ByteBuffer source) throws IOException {
        while (source.hasRemaining() || decoder.hasMore()) {
            ByteBuffer target = ByteBuffer.wrap(decoded);
            decoder.decode(file, source, target);
            target.flip();
            if (target.hasRemaining()) {
                verifier.update(target);
                out.write(target);
            }
        }
    }

    /**
     * Ends the file.
     *
     * @throws dev.portolan.error.ContentMismatchException when it differs from the index
     */
    void finish() {
        if (zstd != null) {
            zstd.finish(file);
        }
        verifier.finish();
    }

    @Override
    public void close() {
        if (zstd != null) {
            zstd.close();
        }
    }
}
