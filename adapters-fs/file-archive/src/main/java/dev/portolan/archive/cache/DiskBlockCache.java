package dev.portolan.archive.cache;

import dev.portolan.fs.files.CacheDirectory;
import dev.portolan.fs.files.FileFailure;
import dev.portolan.model.Digest;
import dev.portolan.model.DigestAlgorithm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Optional;

/**
 * A cache of blocks in a directory, one file per block with its SHA-256, up to a number of bytes; the oldest blocks are
 * evicted first. New files and directories are private to their owner.
 *
 * <p>A damaged block is removed and counts as missing. So does one that another user owns or may write to, and a link or
 * device in the place of one. Several processes may share the directory; it is scanned each time that about a tenth of the
 * bound was added. When the disk is full or broken, blocks are not kept, and nothing fails.
 */
public final class DiskBlockCache implements BlockCache {
    private static final int HASH_LENGTH = 32;
    private static final int SMALLEST_BLOCK = 512;
    private static final int LARGEST_BLOCK = 16 << 20;

    private final CacheDirectory directory;
    private final int blockSize;

    /** Creates a cache with blocks of {@link #DEFAULT_BLOCK_SIZE} and this size limit in bytes. */
    public DiskBlockCache(Path directory, long maxBytes) {
        this(directory, maxBytes, DEFAULT_BLOCK_SIZE);
    }

    /**
     * Creates a cache with blocks of this size.
     *
     * @param directory created if necessary
     * @param maxBytes of all blocks together
     * @param blockSize in bytes, 512 to 16 MiB; blocks of another size in the same directory are not found
     * @throws dev.portolan.error.StorageException when the directory cannot be created
     */
    public DiskBlockCache(Path directory, long maxBytes, int blockSize) {
        if (maxBytes < 0) {
            throw new IllegalArgumentException("negative: " + maxBytes);
        }
        this.blockSize = checkBlockSize(blockSize);
        this.directory = CacheDirectory.open(directory, maxBytes, InstantSource.system());
    }

    static int checkBlockSize(int blockSize) {
        if (blockSize < SMALLEST_BLOCK || blockSize > LARGEST_BLOCK) {
            throw new IllegalArgumentException("not a valid block size: " + blockSize);
        }
        return blockSize;
    }

    @Override
    public int blockSize() {
        return blockSize;
    }

    private Path file(Digest data, long number) {
        return directory.file(data.algorithm().id(), data.hex() + "-" + blockSize + "-" + number);
    }

    @Override
    public Optional<byte[]> get(Digest data, long number) {
        Path file = file(data, number);
        try {
            byte[] content =
                    directory.readTrusted(file, blockSize + HASH_LENGTH).orElseGet(() -> new byte[0]);
            int length = content.length - HASH_LENGTH;
            if (length > 0 && length <= blockSize) {
                byte[] block = Arrays.copyOf(content, length);
                byte[] hash = Arrays.copyOfRange(content, length, content.length);
                if (MessageDigest.isEqual(hash, hash(block))) {
                    return Optional.of(block);
                }
            }
            remove(data, number);
        } catch (NoSuchFileException e) {
            // not kept
        } catch (IOException e) {
            log("reading", e);
        }
        return Optional.empty();
    }

    private static byte[] hash(byte[] block) {
        return DigestAlgorithm.SHA256.newMessageDigest().digest(block);
    }

    @Override
    public void put(Digest data, long number, byte[] block) {
        int size = block.length + HASH_LENGTH;
        if (block.length == 0 || block.length > blockSize || size > directory.maxBytes()) {
            return;
        }
        byte[] content = Arrays.copyOf(block, size);
        System.arraycopy(hash(block), 0, content, block.length, HASH_LENGTH);
        try {
            directory.put(file(data, number), content);
        } catch (IOException e) {
            log("writing", e);
        }
    }

    @Override
    public void remove(Digest data, long number) {
        try {
            Files.deleteIfExists(file(data, number));
        } catch (IOException e) {
            log("removing", e);
        }
    }

    /**
     * Returns how many bytes are kept.
     *
     * @throws dev.portolan.error.StorageException when the directory cannot be listed
     */
    public long bytes() {
        return FileFailure.typed("reading the cache of blocks", directory.name(), directory::bytes);
    }

    /**
     * Removes the oldest blocks until at most this many bytes are left.
     *
     * @return the number of freed bytes
     * @throws dev.portolan.error.StorageException when the directory cannot be listed, or a block cannot be removed
     */
    public long prune(long targetBytes) {
        return FileFailure.typed("pruning the cache of blocks", directory.name(), () -> directory.prune(targetBytes));
    }

    private static void log(String what, IOException e) {
        System.getLogger(DiskBlockCache.class.getName())
                .log(System.Logger.Level.DEBUG, "{0} a cached block failed: {1}", what, e);
    }
}
