package dev.portolan.archive;

import dev.portolan.content.Streams;
import dev.portolan.fs.compress.CountingStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.concurrent.Executor;

/** Goes through ranges, file by file, while the next ones are read ahead. For one thread. */
final class RangeCursor implements AutoCloseable {
    private final ArchiveData data;
    private final FileContents contents;
    private final List<FileRange> ranges;
    private final PipedRange[] pipes;
    private final int concurrency;
    private final Executor executor;
    private int started;
    private int current = -1;
    private int filesLeft;
    private long position;
    private InputStream stream = InputStream.nullInputStream();

    RangeCursor(
            ArchiveData data, FileContents contents, List<FileRange> ranges, ReadOptions options, Executor executor) {
        this.data = data;
        this.contents = contents;
        this.ranges = ranges;
        this.concurrency = options.concurrency();
        this.executor = executor;
        this.pipes = ranges.stream()
                .map(range -> new PipedRange(data, range.bytes(), options.readAhead()))
                .toArray(PipedRange[]::new);
    }

    /** Hands the next file to a consumer, whose failures come out as they are. */
    void next(ArchiveEntry file, FileConsumer consumer) throws IOException {
        if (filesLeft == 0) {
            nextRange();
        }
        filesLeft--;
        if (file.size() > 0) {
            skip(file.offset() - position);
            position = file.offset();
        }
        CountingStream stored = new CountingStream(stream) {
            @Override
            public void close() {
                // the next file follows
            }
        };
        try (InputStream content = contents.open(file, stored)) {
            consumer.accept(file, content);
        }
        if (file.size() > 0) {
            skip(file.storedSize() - stored.count());
            position += file.storedSize();
        }
    }

    private void nextRange() throws IOException {
        stream.close();
        current++;
        started = Math.max(started, current + 1);
        while (started < Math.min(ranges.size(), current + concurrency)) {
            pipes[started++].start(executor);
        }
        stream = pipes[current].open();
        filesLeft = ranges.get(current).entries().length;
        position = ranges.get(current).from();
    }

    private void skip(long bytes) {
        try {
            stream.skipNBytes(bytes);
        } catch (IOException e) {
            throw Streams.failure("reading files", data.where(), e);
        }
    }

    @Override
    public void close() throws IOException {
        for (PipedRange pipe : pipes) {
            pipe.close();
        }
        stream.close();
    }
}
