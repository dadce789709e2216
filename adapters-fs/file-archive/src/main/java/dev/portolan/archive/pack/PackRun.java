package dev.portolan.archive.pack;

import dev.portolan.archive.ArchiveFormat;
import dev.portolan.archive.index.ArchiveFiles;
import dev.portolan.archive.index.IndexWriter;
import dev.portolan.content.BlobSink;
import dev.portolan.content.DigestingSink;
import dev.portolan.fs.files.Channels;
import dev.portolan.internal.work.Daemons;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.DigestAlgorithm;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * One run of the packer: all threads prepare segments of small files, and the calling thread writes them in the order
 * of their paths, so the output does not depend on timing. Large files are written in between, piece by piece.
 */
final class PackRun implements AutoCloseable {
    private static final int MOST_FILES_IN_SEGMENT = 256;
    private static final int PIECE = 1 << 20;

    private final DigestingSink digest = new DigestingSink();
    private final BlobSink data;
    private final IndexWriter index = new IndexWriter();
    private final ExecutorService threads;
    private final BlockingQueue<SmallFilePacker> packers;
    private final Deque<Segment> free = new ArrayDeque<>();
    private final Deque<Future<Segment>> ahead = new ArrayDeque<>();
    private final SourceTree tree;
    private final ArchivePacker.Builder options;
    private long originalSize;
    private long newestNanos;

    /**
     * Prepares to pack.
     *
     * @param file where the data is written to
     */
    PackRun(SourceTree tree, FileChannel file, ArchivePacker.Builder options) {
        this.tree = tree;
        this.data = digest.before(BlobSink.of(file));
        this.options = options;
        threads = Executors.newFixedThreadPool(options.concurrency, new Daemons("portolan-pack"));
        packers = new ArrayBlockingQueue<>(options.concurrency);
        for (int i = 0; i < options.concurrency; i++) {
            packers.add(new SmallFilePacker(tree, options));
        }
        for (int i = 0; i < options.concurrency + 2; i++) {
            free.add(new Segment(SmallFilePacker.SEGMENT_CAPACITY));
        }
    }

    /**
     * Packs all files, and gives index and data their names.
     *
     * @param target the directory of both
     * @param temporary whether to delete them when the archive is closed
     */
    PackedArchive pack(ArchiveFiles files, Path target, boolean temporary) throws IOException {
        writeData();
        Descriptor written = digest.descriptor(ArchiveFormat.DATA_TYPE);
        byte[] indexBytes = index.finish(written.size(), written.digest());
        files.publish(indexBytes);
        return new PackedArchive(
                target,
                Descriptor.of(ArchiveFormat.INDEX_TYPE, indexBytes),
                written,
                tree.files().size(),
                originalSize,
                newestNanos,
                tree.skipped(),
                temporary);
    }

    private void writeData() throws IOException {
        List<SourceFile> run = new ArrayList<>();
        long bytes = 0;
        for (SourceFile file : tree.files()) {
            boolean large = file.size() > SmallFilePacker.LARGEST;
            if (!run.isEmpty()
                    && (large
                            || bytes + file.size() > SmallFilePacker.LARGEST
                            || run.size() == MOST_FILES_IN_SEGMENT)) {
                packAhead(run);
                run = new ArrayList<>();
                bytes = 0;
            }
            if (large) {
                writeAll();
                long offset = digest.size();
                addToIndex(packLarge(file), offset);
            } else {
                run.add(file);
                bytes += file.size();
            }
        }
        if (!run.isEmpty()) {
            packAhead(run);
        }
        writeAll();
    }

    private void packAhead(List<SourceFile> run) throws IOException {
        if (free.isEmpty()) {
            writeNext();
        }
        Segment segment = free.remove();
        ahead.add(threads.submit(() -> {
            SmallFilePacker packer = packers.take();
            try {
                packer.pack(run, segment);
                return segment;
            } finally {
                packers.add(packer);
            }
        }));
    }

    private void writeAll() throws IOException {
        while (!ahead.isEmpty()) {
            writeNext();
        }
    }

    private void writeNext() throws IOException {
        Segment segment = Daemons.await(ahead.remove());
        long offset = digest.size();
        data.write(ByteBuffer.wrap(segment.bytes, 0, segment.length));
        for (StoredFile file : segment.files) {
            addToIndex(file, offset);
            offset += file.storedSize();
        }
        segment.clear();
        free.add(segment);
    }

    private interface PieceSink {
        void take(byte[] piece, int length, boolean last) throws IOException;
    }

    /**
     * Packs a large file piece by piece: while one piece is hashed on another thread, it is compressed, or hashed as part
     * of the data, and written on this one.
     */
    private StoredFile packLarge(SourceFile file) throws IOException {
        long before = digest.size();
        MessageDigest hash = DigestAlgorithm.SHA256.newMessageDigest();
        long count;
        boolean compress = options.compresses(file);
        if (compress) {
            try (ZstdFrames zstd = new ZstdFrames(options.level, options.concurrency)) {
                ByteBuffer out = ByteBuffer.allocate(PIECE);
                count = readPieces(file, hash, (piece, length, last) -> zstd.compress(piece, length, last, out, data));
            }
        } else {
            count = readPieces(file, hash, (piece, length, last) -> data.write(ByteBuffer.wrap(piece, 0, length)));
        }
        tree.check(file, count);
        Digest content = Digest.finish(DigestAlgorithm.SHA256, hash);
        return new StoredFile(file, content, count, digest.size() - before, compress);
    }

    private long readPieces(SourceFile file, MessageDigest hash, PieceSink sink) throws IOException {
        byte[] piece = new byte[PIECE];
        long count = 0;
        try (SeekableByteChannel channel = tree.open(file)) {
            for (boolean last = false; !last; ) {
                int wanted = (int) Math.min(PIECE, file.size() - count);
                int length = Channels.fill(channel, ByteBuffer.wrap(piece, 0, wanted));
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

    private void addToIndex(StoredFile file, long offset) {
        SourceFile source = file.source();
        originalSize += file.originalSize();
        long modified = options.modified.orElse(source.modifiedNanos());
        newestNanos = Math.max(newestNanos, modified);
        index.add(new IndexWriter.Entry(
                source.path(),
                offset,
                file.storedSize(),
                file.originalSize(),
                file.digest(),
                source.mode(),
                source.uid(),
                source.gid(),
                modified,
                file.zstd()));
    }

    /** Stops what still runs, and waits for it before the compressors go. */
    @Override
    public void close() {
        Daemons.end(threads);
        packers.forEach(SmallFilePacker::close);
    }
}
