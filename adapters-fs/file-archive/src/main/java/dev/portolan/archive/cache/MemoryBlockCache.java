package dev.portolan.archive.cache;

import dev.portolan.model.Digest;
import java.util.Optional;

/**
 * Blocks in memory, up to a number of bytes; what was used longest ago goes first.
 *
 * @since 0.1.0
 */
public final class MemoryBlockCache implements BlockCache {
    private record Key(Digest data, long number) {}

    private final int blockSize;
    private final BoundedMemory<Key> blocks;

    /** A cache of blocks of {@link #DEFAULT_BLOCK_SIZE}, of at most this many bytes together. */
    public MemoryBlockCache(long maxBytes) {
        this(maxBytes, DEFAULT_BLOCK_SIZE);
    }

    /**
     * A cache of blocks of this size.
     *
     * @param maxBytes of all blocks together
     * @param blockSize in bytes, at least 512
     */
    public MemoryBlockCache(long maxBytes, int blockSize) {
        this.blockSize = DiskBlockCache.checkBlockSize(blockSize);
        this.blocks = new BoundedMemory<>(maxBytes);
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
