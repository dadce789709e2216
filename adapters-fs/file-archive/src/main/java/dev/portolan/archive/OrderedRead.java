package dev.portolan.archive;

import dev.portolan.archive.index.ArchiveIndex;
import java.io.IOException;
import java.io.InputStream;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.stream.IntStream;

/**
 * Reads many files in a given order: cached ones from the cache, the others with one request for neighbours, several
 * requests at a time, and limited memory for each until its turn.
 */
final class OrderedRead {
    private final ArchiveIndex index;
    private final ArchiveData data;
    private final FileContents contents;
    private final ReadOptions options;
    private final Executor executor;

    OrderedRead(ArchiveIndex index, ArchiveData data, FileContents contents, ReadOptions options, Executor executor) {
        this.index = index;
        this.data = data;
        this.contents = contents;
        this.options = options;
        this.executor = executor;
    }

    void read(int[] entries, FileConsumer consumer) throws IOException {
        BitSet kept = new BitSet(entries.length);
        for (int i = 0; i < entries.length; i++) {
            kept.set(i, contents.isCached(ArchiveEntry.file(index, entries[i])));
        }
        int[] wanted = IntStream.range(0, entries.length)
                .filter(i -> !kept.get(i))
                .map(i -> entries[i])
                .toArray();
        List<FileRange> ranges = FileRange.plan(index, wanted, options.maxRange());
        try (RangeCursor cursor = new RangeCursor(data, contents, ranges, options, executor)) {
            for (int i = 0; i < entries.length; i++) {
                ArchiveEntry file = ArchiveEntry.file(index, entries[i]);
                if (kept.get(i)) {
                    try (InputStream content = contents.open(file)) {
                        consumer.accept(file, content);
                    }
                } else {
                    cursor.next(file, consumer);
                }
            }
        }
    }
}
