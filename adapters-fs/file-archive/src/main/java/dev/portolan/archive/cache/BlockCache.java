package dev.portolan.archive.cache;

import dev.portolan.model.Digest;
import java.util.Optional;

/**
 * A cache of blocks of archive data: pieces of equal size, except the last one of a data blob. It is for random access
 * to small parts; large reads bypass it. Safe to use from several threads.
 *
 * @since 0.1.0
 */
public interface BlockCache {
    /** The default size of blocks: 64 KiB. */
    int DEFAULT_BLOCK_SIZE = 64 << 10;

    /** Returns the size of a block in bytes. */
    int blockSize();

    /**
     * Returns a block, as it was put.
     *
     * @param data the blob that it is a part of
     * @param number counted from 0
     * @return the bytes, which the caller does not change; empty when the block is not kept, or is damaged, in which
     *     case it is dropped
     */
    Optional<byte[]> get(Digest data, long number);

    /** Caches a block if there is room; the array belongs to the cache afterwards. */
    void put(Digest data, long number, byte[] block);

    /** Removes a block; does nothing when it is not cached. */
    void remove(Digest data, long number);
}
