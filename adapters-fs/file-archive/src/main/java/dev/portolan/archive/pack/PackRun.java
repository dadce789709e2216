package dev.portolan.archive.pack;

import dev.portolan.archive.index.IndexWriter;
import dev.portolan.internal.work.Daemons;
import dev.portolan.model.Digest;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One run of the packer: all threads prepare segments of small files, and the calling thread writes them in the order
 * of their paths, so the output does not depend on timing. Large files are written in between, piece by piece.
 */
final class PackRun implements AutoCloseable {
    private static final int MOST_FILES_IN_SEGMENT = 256;

    private final DataFile data;
    private final IndexWriter index = new IndexWriter();
    private final ExecutorService threads;
    private final BlockingQueue<SmallFilePacker> packers;
    private final Deque<Segment> free = new ArrayDeque<>();
    private final Deque<Future<Segment>> ahead = new ArrayDeque<>();
    private final LargeFilePacker largeFiles;
    private final Predicate<SourceFile> compressed;
    private final OptionalLong fixedTime;
    private @Nullable Digest dataDigest;
    private long originalSize;
    private long newestNanos;

    /**
     * Prepares to pack.
     *
     * @param fixedTime the time of all files in nanoseconds since the epoch; empty for their own
     */
    PackRun(
            SourceReader reader,
            DataFile data,
            Predicate<SourceFile> compressed,
            OptionalLong fixedTime,
            int level,
            int concurrency) {
        this.data = data;
        this.fixedTime = fixedTime;
        this.compressed = compressed;
        threads = Executors.newFixedThreadPool(concurrency, new Daemons("portolan-pack"));
        packers = new ArrayBlockingQueue<>(concurrency);
        for (int i = 0; i < concurrency; i++) {
            packers.add(new SmallFilePacker(reader, compressed, level));
        }
        for (int i = 0; i < concurrency + 2; i++) {
            free.add(new Segment(SmallFilePacker.SEGMENT_CAPACITY));
        }
        largeFiles = new LargeFilePacker(reader, threads, concurrency, level);
    }

    /** Packs the files, which are sorted by path; returns the index. */
    byte[] pack(List<SourceFile> files) throws IOException {
        List<SourceFile> run = new ArrayList<>();
        long bytes = 0;
        for (SourceFile file : files) {
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
                long offset = data.size();
                addToIndex(largeFiles.pack(file, compressed.test(file), data), offset);
            } else {
                run.add(file);
                bytes += file.size();
            }
        }
        if (!run.isEmpty()) {
            packAhead(run);
        }
        writeAll();
        dataDigest = data.digest();
        return index.finish(data.size(), dataDigest);
    }

    /** Returns the digest of the data, once all is packed. */
    Digest dataDigest() {
        return Objects.requireNonNull(dataDigest);
    }

    long originalSize() {
        return originalSize;
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
        long offset = data.size();
        data.write(segment.bytes, 0, segment.length);
        for (StoredFile file : segment.files) {
            addToIndex(file, offset);
            offset += file.storedSize();
        }
        segment.clear();
        free.add(segment);
    }

    private void addToIndex(StoredFile file, long offset) {
        SourceFile source = file.source();
        originalSize += file.originalSize();
        long modified = fixedTime.orElse(source.modifiedNanos());
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

    /** The time of the newest file, in nanoseconds since the epoch; 0 without files. */
    long newestNanos() {
        return newestNanos;
    }

    /** Stops what still runs, and waits for it before the compressors go. */
    @Override
    public void close() {
        Daemons.end(threads);
        packers.forEach(SmallFilePacker::close);
    }
}
