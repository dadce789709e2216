package dev.portolan.archive.cache;

import dev.portolan.model.Digest;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A block cache in memory with a size limit, which evicts the least recently used blocks.
 *
 * @since 0.1.0
 */
public final class MemoryBlockCache implements BlockCache {
    /** The approximate memory of a block in addition to its bytes. */
    private static final int OVERHEAD = 256;

    private record Key(Digest data, long number) {}

    private final int blockSize;
    private final long maxBytes;
    private final Map<Key, byte[]> blocks = new LinkedHashMap<>(16, 0.75f, true);
    private long bytes;

    /** Creates a cache with blocks of {@link #DEFAULT_BLOCK_SIZE} and this size limit in bytes. */
    public MemoryBlockCache(long maxBytes) {
        this(maxBytes, DEFAULT_BLOCK_SIZE);
    }

    /**
     * Creates a cache with blocks of this size.
     *
     * @param maxBytes the limit on the total size of all blocks
     * @param blockSize in bytes, at least 512
     */
    public MemoryBlockCache(long maxBytes, int blockSize) {
        this.blockSize = DiskBlockCache.checkBlockSize(blockSize);
        if (maxBytes < 0) {
            throw new IllegalArgumentException("maxBytes must not be negative: " + maxBytes);
        }
        this.maxBytes = maxBytes;
    }

    @Override
    public int blockSize() {
        return blockSize;
    }

    @Override
    public synchronized Optional<byte[]> get(Digest data, long number) {
        return Optional.ofNullable(blocks.get(new Key(data, number)));
    }

    @Override
    public synchronized void put(Digest data, long number, byte[] block) {
        if (block.length > maxBytes - OVERHEAD) {
            return;
        }
        remove(data, number);
        blocks.put(new Key(data, number), block);
        bytes += block.length + OVERHEAD;
        for (Iterator<byte[]> oldest = blocks.values().iterator(); bytes > maxBytes; ) {
            bytes -= oldest.next().length + OVERHEAD;
            oldest.remove();
        }
    }

    @Override
    public synchronized void remove(Digest data, long number) {
        byte[] removed = blocks.remove(new Key(data, number));
        if (removed != null) {
            bytes -= removed.length + OVERHEAD;
        }
    }
}
