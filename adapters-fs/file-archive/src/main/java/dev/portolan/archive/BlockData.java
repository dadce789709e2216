package dev.portolan.archive;

import dev.portolan.archive.cache.BlockCache;
import dev.portolan.content.ByteRange;
import dev.portolan.internal.work.SingleFlight;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * Data of which small parts are read in blocks, which are kept. Blocks that are missing are read with one request, and with
 * them those in between.
 */
final class BlockData extends ArchiveData {
    /** Parts that touch more blocks are read as they are: for them, a round trip costs little. */
    private static final int MOST_BLOCKS = 4;

    private final ArchiveData data;
    private final BlockCache cache;
    private final ArchiveCaches.Counter counter;
    private final SingleFlight<Run, byte[][]> flights = new SingleFlight<>();

    private record Run(long first, int count) {}

    BlockData(ArchiveData data, BlockCache cache, ArchiveCaches.Counter counter) {
        super(data.descriptor(), data.where());
        this.data = data;
        this.cache = cache;
        this.counter = counter;
    }

    @Override
    InputStream stream(ByteRange range) throws IOException {
        long first = range.offset() / cache.blockSize();
        long last = (range.end() - 1) / cache.blockSize();
        if (last - first >= MOST_BLOCKS) {
            return data.open(range);
        }
        byte[][] blocks = blocks(first, (int) (last - first + 1));
        byte[] bytes = new byte[(int) range.length()];
        int filled = 0;
        int skip = (int) (range.offset() - first * cache.blockSize());
        for (byte[] block : blocks) {
            int length = Math.min(block.length - skip, bytes.length - filled);
            System.arraycopy(block, skip, bytes, filled, length);
            filled += length;
            skip = 0;
        }
        return new ByteArrayInputStream(bytes);
    }

    private byte[][] blocks(long first, int count) throws IOException {
        byte[][] blocks = new byte[count][];
        int from = count;
        int to = 0;
        for (int i = 0; i < count; i++) {
            int number = i;
            counter.count(cache.get(descriptor().digest(), first + i))
                    .filter(block -> block.length == length(first + number))
                    .ifPresent(block -> blocks[number] = block);
            if (blocks[i] == null) {
                from = Math.min(from, i);
                to = i + 1;
            }
        }
        if (from < to) {
            fetch(blocks, first, from, to - from);
        }
        return blocks;
    }

    private int length(long block) {
        return (int) Math.min(cache.blockSize(), descriptor().size() - block * cache.blockSize());
    }

    private void fetch(byte[][] blocks, long first, int from, int count) throws IOException {
        try {
            byte[][] read = flights.get(new Run(first + from, count), () -> read(first + from, count));
            System.arraycopy(read, 0, blocks, from, count);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private byte[][] read(long first, int count) {
        long offset = first * cache.blockSize();
        long end = Math.min((first + count) * cache.blockSize(), descriptor().size());
        byte[][] blocks = new byte[count][];
        try (InputStream stream = data.open(new ByteRange(offset, end - offset))) {
            for (int i = 0; i < count; i++) {
                blocks[i] = stream.readNBytes(length(first + i));
                if (blocks[i].length != length(first + i)) {
                    throw new EOFException("the data ends in block " + (first + i));
                }
                cache.put(descriptor().digest(), first + i, blocks[i]);
            }
            return blocks;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    boolean forget(ByteRange range) {
        for (long block = range.offset() / cache.blockSize(); block * cache.blockSize() < range.end(); block++) {
            cache.remove(descriptor().digest(), block);
        }
        return true;
    }
}
