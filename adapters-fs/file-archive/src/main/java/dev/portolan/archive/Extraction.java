package dev.portolan.archive;

import dev.portolan.content.Streams;
import dev.portolan.internal.work.TaskPool;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * One extraction. Few large ranges are read at a time; small files are gathered into segments, which other threads
 * decode and write while the range is read on. When all writers are busy, the reader writes too, so that no more than
 * a segment for each thread is in memory.
 */
final class Extraction {
    private static final int MOST_WRITERS = 8;

    private final ArchiveParts parts;
    private final ExtractOptions options;
    private final TaskPool workers;
    private final Semaphore writers;
    private final Queue<StoredSegment> free = new ConcurrentLinkedQueue<>();

    Extraction(ArchiveParts parts, ExtractOptions options) {
        this.parts = parts;
        this.options = options;
        int width = Math.min(Runtime.getRuntime().availableProcessors(), MOST_WRITERS);
        this.writers = new Semaphore(width);
        this.workers = new TaskPool(parts.executor(), parts.reading().concurrency() + width);
    }

    /** Extracts entries, sorted by their offsets, into a destination. */
    ExtractResult extract(int[] entries, Destination destination) throws IOException {
        int[] wanted = prepare(entries, destination);
        try (ExtractedFiles files = new ExtractedFiles(destination.root(), destination.fresh(), options)) {
            SegmentWriter segments =
                    new SegmentWriter(files, parts.decoders(), parts.data().where());
            for (FileRange range :
                    FileRange.plan(parts.index(), wanted, parts.reading().maxRange())) {
                workers.add(range.to() - range.from(), () -> read(range, segments));
            }
            workers.run();
            destination.finish();
            return new ExtractResult(segments.files(), segments.bytes(), entries.length - wanted.length);
        }
    }

    /** Checks all paths, limits and existing files before anything is written, and makes the directories. */
    private int[] prepare(int[] entries, Destination destination) throws IOException {
        int[] wanted = new int[entries.length];
        int count = 0;
        long size = 0;
        for (int entry : entries) {
            ArchiveEntry file = ArchiveEntry.file(parts.index(), entry);
            parts.decoders().limits().checkFileSize(file, parts.data().where());
            destination.check(file.path());
            if (!destination.has(file, options.overwrite())) {
                wanted[count++] = entry;
                size += Math.min(file.size(), Long.MAX_VALUE - size);
            }
        }
        parts.decoders().limits().checkTotalSize(size, parts.data().where());
        wanted = Arrays.copyOf(wanted, count);
        for (int entry : wanted) {
            destination.makeParents(parts.index().path(entry));
        }
        return wanted;
    }

    private void read(FileRange range, SegmentWriter segments) {
        try (RangeFiles files = new RangeFiles(segments)) {
            RangeSplitter splitter = new RangeSplitter(parts.index(), range, files);
            if (range.bytes().isPresent()) {
                parts.data().read(range.bytes().get(), splitter);
            }
            splitter.finish();
            files.flush();
        } catch (IOException e) {
            throw Streams.failure("extracting files", parts.data().where(), e);
        }
    }

    /** The files of one range: small ones into segments, large ones to disk as they arrive. */
    final class RangeFiles implements AutoCloseable {
        private final SegmentWriter segments;
        private StoredSegment segment;
        private SegmentWriter.@Nullable LargeFile large;

        RangeFiles(SegmentWriter segments) {
            this.segments = segments;
            this.segment = newSegment();
        }

        private StoredSegment newSegment() {
            StoredSegment used = free.poll();
            return used == null ? new StoredSegment() : used;
        }

        void begin(ArchiveEntry file) throws IOException {
            if (file.storedSize() > StoredSegment.CAPACITY) {
                large = segments.new LargeFile(file);
                return;
            }
            if (!segment.hasRoomFor(file)) {
                flush();
            }
            segment.files.add(file);
        }

        void bytes(ByteBuffer part) throws IOException {
            if (large != null) {
                large.accept(part);
            } else {
                int length = part.remaining();
                part.get(segment.bytes, segment.length, length);
                segment.length += length;
            }
        }

        void end() throws IOException {
            if (large != null) {
                try (SegmentWriter.LargeFile whole = large) {
                    large = null;
                    whole.finish();
                }
            }
        }

        /** Has the segment written by another thread if one is free, by this one otherwise. */
        void flush() {
            StoredSegment full = segment;
            if (writers.tryAcquire()) {
                segment = newSegment();
                workers.add(0, () -> {
                    try {
                        write(full);
                        free.add(full);
                    } finally {
                        writers.release();
                    }
                });
            } else {
                write(full);
            }
        }

        private void write(StoredSegment full) {
            segments.write(full);
            full.clear();
        }

        @Override
        public void close() throws IOException {
            if (large != null) {
                large.close();
            }
        }
    }
}
