package dev.portolan.archive;

import dev.portolan.fs.files.FileFailure;
import java.io.IOException;
import java.io.InputStream;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Reads many files in a given order: cached ones from the cache, the others with one request for neighbours, while the
 * next ranges are read ahead with limited memory for each. For one thread.
 */
final class OrderedRead implements AutoCloseable {
    private final ArchiveParts parts;
    private final List<FileRange> ranges;
    private final PipedRange[] pipes;
    private int started;
    private int current = -1;
    private int filesLeft;
    private RangeStream range = new RangeStream(InputStream.nullInputStream(), 0);

    private OrderedRead(ArchiveParts parts, List<FileRange> ranges) {
        this.parts = parts;
        this.ranges = ranges;
        this.pipes = ranges.stream()
                .map(range -> new PipedRange(
                        parts.data(), range.bytes(), parts.reading().readAhead()))
                .toArray(PipedRange[]::new);
    }

    static void of(ArchiveParts parts, int[] entries, FileConsumer consumer) throws IOException {
        BitSet kept = new BitSet(entries.length);
        for (int i = 0; i < entries.length; i++) {
            kept.set(i, parts.contents().isCached(ArchiveEntry.file(parts.index(), entries[i])));
        }
        int[] wanted = IntStream.range(0, entries.length)
                .filter(i -> !kept.get(i))
                .map(i -> entries[i])
                .toArray();
        List<FileRange> ranges =
                FileRange.plan(parts.index(), wanted, parts.reading().maxRange());
        try (OrderedRead read = new OrderedRead(parts, ranges)) {
            for (int i = 0; i < entries.length; i++) {
                ArchiveEntry file = ArchiveEntry.file(parts.index(), entries[i]);
                if (kept.get(i)) {
                    try (InputStream content = parts.contents().open(file)) {
                        consumer.accept(file, content);
                    }
                } else {
                    read.next(file, consumer);
                }
            }
        }
    }

    /** Passes the next file to a consumer, whose exceptions are thrown unchanged. */
    private void next(ArchiveEntry file, FileConsumer consumer) throws IOException {
        if (filesLeft == 0) {
            nextRange();
        }
        filesLeft--;
        InputStream stored = FileFailure.typed("reading files", parts.data().where(), () -> range.next(file));
        try (InputStream content = parts.contents().open(file, stored)) {
            consumer.accept(file, content);
        }
    }

    private void nextRange() throws IOException {
        range.close();
        current++;
        started = Math.max(started, current + 1);
        while (started < Math.min(ranges.size(), current + parts.reading().concurrency())) {
            pipes[started++].start(parts.executor());
        }
        range = new RangeStream(pipes[current].open(), ranges.get(current).from());
        filesLeft = ranges.get(current).entries().length;
    }

    @Override
    public void close() throws IOException {
        for (PipedRange pipe : pipes) {
            pipe.close();
        }
        range.close();
    }
}
