package dev.portolan.archive;

import dev.portolan.content.BulkInputStream;
import dev.portolan.content.Streams;
import dev.portolan.content.Verifier;
import dev.portolan.fs.pack.Compression;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A large file as a stream, decoded and verified while it is read: its last bytes are handed out only after the whole
 * file has been verified.
 */
final class EntryStream extends BulkInputStream {
    private final ArchiveEntry file;
    private final String where;
    private final InputStream stored;
    private final @Nullable ZstdDecoder zstd;
    private final ByteBuffer ahead;
    private final Verifier verifier;
    private boolean finished;
    private volatile boolean closed;

    /**
     * A stream over the stored bytes of a file.
     *
     * @param stored closed with this one
     */
    EntryStream(ArchiveEntry file, String where, Decoders decoders, InputStream stored) {
        this.file = file;
        this.where = where;
        this.verifier = Verifier.of(file.content(), where + ", file " + file.shown());
        boolean compressed = file.compression() == Compression.ZSTD;
        this.stored = stored;
        this.zstd = compressed ? decoders.zstd(where) : null;
        this.ahead = ByteBuffer.allocate(compressed ? Streams.BUFFER : 0).flip();
    }

    @Override
    public int read(byte[] buffer, int offset, int length) {
        if (length == 0) {
            return 0;
        }
        if (finished) {
            return -1;
        }
        int n = decode(buffer, offset, length);
        if (n > 0) {
            verifier.update(buffer, offset, n);
        }
        if (n < 0 || verifier.count() == file.size()) {
            if (n >= 0 && decode(new byte[1], 0, 1) >= 0) {
                throw Decoders.damaged(file, where, "it is longer than " + file.size() + " bytes");
            }
            verifier.finish();
            finished = true;
        }
        return n;
    }

    private int decode(byte[] buffer, int offset, int length) {
        try {
            if (closed) {
                throw new IOException("the stream is closed");
            }
            return zstd == null ? stored.read(buffer, offset, length) : decode(zstd, buffer, offset, length);
        } catch (IOException e) {
            throw Streams.failure("reading the file " + file.shown(), where, e);
        }
    }

    private int decode(ZstdDecoder decoder, byte[] buffer, int offset, int length) throws IOException {
        ByteBuffer target = ByteBuffer.wrap(buffer, offset, length);
        while (target.position() == offset) {
            if (!ahead.hasRemaining() && !decoder.hasMore() && !fill()) {
                decoder.finish(file);
                return -1;
            }
            decoder.decode(file, ahead, target);
        }
        return target.position() - offset;
    }

    private boolean fill() throws IOException {
        int n = stored.read(ahead.array());
        ahead.position(0).limit(Math.max(n, 0));
        return n >= 0;
    }

    @Override
    public void close() throws IOException {
        closed = true;
        if (zstd != null) {
            zstd.close();
        }
        stored.close();
    }
}
