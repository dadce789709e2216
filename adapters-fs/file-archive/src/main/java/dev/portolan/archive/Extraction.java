package dev.portolan.archive;

import dev.portolan.content.ByteRange;
import dev.portolan.content.Streams;
import dev.portolan.internal.work.TaskPool;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;

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

    private void read(FileRange range, SegmentWriter files) {
        StoredSegment segment = newSegment();
        try (RangeStream stream = open(range)) {
            for (int entry : range.entries()) {
                ArchiveEntry file = ArchiveEntry.file(parts.index(), entry);
                InputStream stored = stream.next(file);
                if (file.size() > 0 && file.storedSize() > StoredSegment.CAPACITY) {
                    files.writeLarge(file, stored);
                    continue;
                }
                if (!segment.hasRoomFor(file)) {
                    segment = flushed(segment, files);
                }
                segment.add(file, stored);
            }
            flushed(segment, files);
        } catch (IOException e) {
            throw Streams.failure("extracting files", parts.data().where(), e);
        }
    }

    private RangeStream open(FileRange range) throws IOException {
        Optional<ByteRange> bytes = range.bytes();
        InputStream stream = bytes.isPresent() ? parts.data().open(bytes.get()) : InputStream.nullInputStream();
        return new RangeStream(stream, range.from());
    }

    private StoredSegment newSegment() {
        StoredSegment used = free.poll();
        return used == null ? new StoredSegment() : used;
    }

    /** Has a segment written by another thread if one is free, by this one otherwise; returns the next one to fill. */
    private StoredSegment flushed(StoredSegment full, SegmentWriter files) {
        if (!writers.tryAcquire()) {
            files.write(full);
            full.clear();
            return full;
        }
        workers.add(0, () -> {
            try {
                files.write(full);
                full.clear();
                free.add(full);
            } finally {
                writers.release();
            }
        });
        return newSegment();
    }
}
