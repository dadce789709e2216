package dev.portolan.archive.pack;

import com.github.luben.zstd.EndDirective;
import com.github.luben.zstd.ZstdCompressCtx;
import dev.portolan.model.Digest;
import dev.portolan.model.DigestAlgorithm;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.security.MessageDigest;
import java.util.concurrent.ExecutorService;

/**
 * Packs a large file piece by piece: while one piece is hashed on another thread, it is compressed, or hashed as part
 * of the data, and written on this one. The compressor's own threads cut the file at fixed places, so its output does
 * not depend on how many there are.
 */
final class LargeFilePacker {
    private static final int PIECE = 1 << 20;
    private static final int JOB = 2 << 20;

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
            try (ZstdCompressCtx zstd = compressor()) {
                byte[] out = new byte[PIECE];
                count = readPieces(file, hash, (piece, length, last) -> compress(zstd, piece, length, last, out, data));
            }
        } else {
            count = readPieces(file, hash, (piece, length, last) -> data.write(piece, 0, length));
        }
        reader.check(file, count);
        Digest digest = Digest.finish(DigestAlgorithm.SHA256, hash);
        return new StoredFile(file, digest, count, data.size() - before, compress);
    }

    private ZstdCompressCtx compressor() {
        return new ZstdCompressCtx()
                .setLevel(level)
                .setChecksum(false)
                .setWorkers(concurrency)
                .setJobSize(JOB);
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
                    PackThreads.await(hashing);
                }
            }
        }
        return count;
    }

    private static void compress(
            ZstdCompressCtx zstd, byte[] piece, int length, boolean last, byte[] out, DataFile data)
            throws IOException {
        ByteBuffer source = ByteBuffer.wrap(piece, 0, length);
        ByteBuffer target = ByteBuffer.wrap(out);
        EndDirective directive = last ? EndDirective.END : EndDirective.CONTINUE;
        boolean flushed;
        do {
            flushed = zstd.compressByteBufferStream(target.clear(), source, directive);
            data.write(out, 0, target.position());
        } while (source.hasRemaining() || last && !flushed);
    }
}
