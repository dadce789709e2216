package dev.portolan.archive.pack;

import dev.portolan.internal.work.Daemons;
import dev.portolan.model.Digest;
import dev.portolan.model.DigestAlgorithm;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.security.MessageDigest;
import java.util.concurrent.ExecutorService;

/**
 * Packs a large file piece by piece: while one piece is hashed on another thread, it is compressed, or hashed as part
 * of the data, and written on this one.
 */
final class LargeFilePacker {
    private static final int PIECE = 1 << 20;

    private final SourceReader reader;
    private final ExecutorService threads;
    private final int concurrency;
    private final int level;

    LargeFilePacker(SourceReader reader, ExecutorService threads, int concurrency, int level) {
        this.reader = reader;
        this.threads = threads;
        this.concurrency = concurrency;
        this.level = level;
    }

    private interface PieceSink {
        void take(byte[] piece, int length, boolean last) throws IOException;
    }

    StoredFile pack(SourceFile file, boolean compress, DataFile data) throws IOException {
        long before = data.size();
        MessageDigest hash = DigestAlgorithm.SHA256.newMessageDigest();
        long count;
        if (compress) {
            try (ZstdFrames zstd = new ZstdFrames(level, concurrency)) {
                byte[] out = new byte[PIECE];
                count = readPieces(file, hash, (piece, length, last) -> zstd.compress(piece, length, last, out, data));
            }
        } else {
            count = readPieces(file, hash, (piece, length, last) -> data.write(piece, 0, length));
        }
        reader.check(file, count);
        Digest digest = Digest.finish(DigestAlgorithm.SHA256, hash);
        return new StoredFile(file, digest, count, data.size() - before, compress);
    }

    private long readPieces(SourceFile file, MessageDigest hash, PieceSink sink) throws IOException {
        byte[] piece = new byte[PIECE];
        long count = 0;
        try (SeekableByteChannel channel = reader.open(file)) {
            for (boolean last = false; !last; ) {
                int wanted = (int) Math.min(PIECE, file.size() - count);
                int length = SourceReader.fill(channel, ByteBuffer.wrap(piece, 0, wanted));
                count += length;
                last = length < PIECE || count == file.size();
                var hashing = threads.submit(() -> hash.update(piece, 0, length));
                try {
                    sink.take(piece, length, last);
                } finally {
                    Daemons.await(hashing);
                }
            }
        }
        return count;
    }
}
