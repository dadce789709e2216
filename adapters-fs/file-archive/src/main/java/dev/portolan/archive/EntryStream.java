package dev.portolan.archive;

import dev.portolan.content.Streams;
import dev.portolan.content.Verifier;
import dev.portolan.fs.pack.Compression;
import java.io.IOException;
import java.io.InputStream;

/**
 * A large file as a stream, decoded and verified while it is read: its last bytes are handed out only after the whole
 * file has been verified.
 */
final class EntryStream extends InputStream {
    private final ArchiveEntry file;
    private final String where;
    private final InputStream decoded;
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
        this.decoded =
                file.compression() == Compression.NONE ? stored : new FrameStream(file, stored, decoders.zstd(where));
    }

    @Override
    public int read() throws IOException {
        return Streams.readByte(this);
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
            return decoded.read(buffer, offset, length);
        } catch (IOException e) {
            throw Streams.failure("reading the file " + file.shown(), where, e);
        }
    }

    @Override
    public void close() throws IOException {
        closed = true;
        decoded.close();
    }
}
