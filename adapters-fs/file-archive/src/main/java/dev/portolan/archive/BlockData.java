package dev.portolan.archive;

import dev.portolan.archive.cache.BlockCache;
import dev.portolan.content.BlobSink;
import dev.portolan.content.ByteRange;
import dev.portolan.internal.work.SingleFlight;
import dev.portolan.model.Descriptor;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;

/** Data of which small parts are read in blocks, which are kept; blocks that are missing are asked for together. */
final class BlockData implements ArchiveData {
    /** Parts that touch more blocks are read as they are: for them, a round trip costs little. */
    private static final int MOST_BLOCKS = 4;

    private final ArchiveData data;
    private final BlockCache cache;
    private final ArchiveCaches.Counter counter;
    private final SingleFlight<Run, byte[]> flights = new SingleFlight<>();

    private record Run(long first, int count) {}

    BlockData(ArchiveData data, BlockCache cache, ArchiveCaches.Counter counter) {
        this.data = data;
        this.cache = cache;
        this.counter = counter;
    }

    @Override
    public Descriptor descriptor() {
        return data.descriptor();
    }

    @Override
    public String where() {
        return data.where();
    }

    @Override
    public InputStream open(ByteRange range) throws IOException {
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
        for (int i = 0; i < count; ) {
            int missing = 0;
            while (i + missing < count && isMissing(blocks, first, i + missing)) {
                missing++;
            }
            if (missing > 0) {
                fetch(blocks, first, i, missing);
            }
            i += Math.max(missing, 1);
        }
        return blocks;
    }

    private boolean isMissing(byte[][] blocks, long first, int i) {
        if (blocks[i] == null) {
            counter.count(cache.get(descriptor().digest(), first + i))
                    .filter(block -> block.length == length(first + i))
                    .ifPresent(block -> blocks[i] = block);
        }
        return blocks[i] == null;
    }

    private int length(long block) {
        return (int) Math.min(cache.blockSize(), descriptor().size() - block * cache.blockSize());
    }

    private void fetch(byte[][] blocks, long first, int from, int count) throws IOException {
        try {
            byte[] bytes = flights.get(new Run(first + from, count), () -> read(first + from, count));
            int position = 0;
            for (int i = 0; i < count; i++) {
                int length = length(first + from + i);
                blocks[from + i] = Arrays.copyOfRange(bytes, position, position + length);
                position += length;
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private byte[] read(long first, int count) {
        long offset = first * cache.blockSize();
        int length = 0;
        for (int i = 0; i < count; i++) {
            length += length(first + i);
        }
        try (InputStream stream = data.open(new ByteRange(offset, length))) {
            byte[] bytes = stream.readNBytes(length);
            if (bytes.length != length) {
                throw new EOFException("the data ends at byte " + (offset + bytes.length));
            }
            for (int i = 0, position = 0; i < count; position += length(first + i++)) {
                cache.put(
                        descriptor().digest(),
                        first + i,
                        Arrays.copyOfRange(bytes, position, position + length(first + i)));
            }
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public boolean forget(ByteRange range) {
        for (long block = range.offset() / cache.blockSize(); block * cache.blockSize() < range.end(); block++) {
            cache.remove(descriptor().digest(), block);
        }
        return true;
    }

    @Override
    public void read(ByteRange range, BlobSink sink) throws IOException {
        data.read(range, sink);
    }

    @Override
    public void close() {
        data.close();
    }
}
