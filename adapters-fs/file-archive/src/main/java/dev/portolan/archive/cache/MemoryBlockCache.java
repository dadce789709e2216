package dev.portolan.archive.cache;

import dev.portolan.internal.work.LruBytes;
import dev.portolan.model.Digest;
import java.util.Optional;

/**
 * A block cache in memory with a size limit, which evicts the least recently used blocks.
 *
 * @since 0.1.0
 */
public final class MemoryBlockCache implements BlockCache {
    private record Key(Digest data, long number) {}

    private final int blockSize;
    private final LruBytes<Key> blocks;

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
        this.blocks = new LruBytes<>(maxBytes);
    }

    @Override
    public int blockSize() {
        return blockSize;
    }

    @Override
    public Optional<byte[]> get(Digest data, long number) {
        return blocks.get(new Key(data, number));
    }

    @Override
    public void put(Digest data, long number, byte[] block) {
        blocks.put(new Key(data, number), block);
    }

    @Override
    public void remove(Digest data, long number) {
        blocks.remove(new Key(data, number));
    }
}
