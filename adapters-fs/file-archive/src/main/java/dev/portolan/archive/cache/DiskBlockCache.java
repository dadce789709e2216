package dev.portolan.archive.cache;

import dev.portolan.content.Streams;
import dev.portolan.fs.files.PrivateFiles;
import dev.portolan.model.Digest;
import dev.portolan.model.DigestAlgorithm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.UserPrincipal;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * A cache of blocks in a directory, one file per block with its SHA-256, up to a number of bytes; the oldest blocks are
 * evicted first. New files and directories are private to their owner.
 *
 * <p>A damaged block is removed and counts as missing. So does one that another user owns or may write to, and a link
 * or device in the place of one. Several processes may share the directory. Each counts the bytes that it found at
 * first and added itself, and scans the directory when they pass the bound; while several add, the cache may hold the
 * bound once per process. When the disk is full or broken, blocks are not kept, and nothing fails.
 *
 * @since 0.1.0
 */
public final class DiskBlockCache implements BlockCache {
    private static final int HASH_LENGTH = 32;
    private static final int SMALLEST_BLOCK = 512;
    private static final int LARGEST_BLOCK = 16 << 20;

    private final Path directory;
    private final long maxBytes;
    private final int blockSize;
    private final Optional<UserPrincipal> owner;
    private final AtomicLong bytes = new AtomicLong();

    /** Creates a cache with blocks of {@link #DEFAULT_BLOCK_SIZE} and this size limit in bytes. */
    public DiskBlockCache(Path directory, long maxBytes) {
        this(directory, maxBytes, DEFAULT_BLOCK_SIZE);
    }

    /**
     * Creates a cache with blocks of this size.
     *
     * @param directory created if it does not exist
     * @param maxBytes the limit on the total size of all blocks
     * @param blockSize in bytes, 512 to 16 MiB; blocks of another size in the same directory are not found
     * @throws dev.portolan.error.StorageException when the directory cannot be created or listed
     */
    public DiskBlockCache(Path directory, long maxBytes, int blockSize) {
        if (maxBytes < 0) {
            throw new IllegalArgumentException("negative: " + maxBytes);
        }
        this.directory = directory;
        this.maxBytes = maxBytes;
        this.blockSize = checkBlockSize(blockSize);
        try {
            PrivateFiles.createDirectories(directory);
            owner = PrivateFiles.owner(directory);
            for (Kept file : list()) {
                bytes.addAndGet(file.size);
            }
        } catch (IOException e) {
            throw Streams.failure("opening the block cache", directory.toString(), e);
        }
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

    private Path folder(Digest data) {
        return directory.resolve(data.hex().substring(0, 2));
    }

    private Path file(Digest data, long number) {
        return folder(data).resolve(data.algorithm().id() + "-" + data.hex() + "-" + blockSize + "-" + number);
    }

    @Override
    public Optional<byte[]> get(Digest data, long number) {
        Path file = file(data, number);
        try {
            byte[] content = PrivateFiles.readTrusted(file, blockSize + HASH_LENGTH, owner)
                    .orElseGet(() -> new byte[0]);
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
        long size = block.length + (long) HASH_LENGTH;
        if (block.length == 0 || block.length > blockSize || size > maxBytes) {
            return;
        }
        Path file = file(data, number);
        Path part = file.resolveSibling(UUID.randomUUID() + ".part");
        try {
            if (bytes.get() + size > maxBytes) {
                removeOldest(maxBytes - Math.max(size, maxBytes / 10));
            }
            PrivateFiles.createDirectories(folder(data));
            byte[] content = Arrays.copyOf(block, (int) size);
            System.arraycopy(hash(block), 0, content, block.length, HASH_LENGTH);
            try {
                try (FileChannel channel = PrivateFiles.create(part)) {
                    ByteBuffer buffer = ByteBuffer.wrap(content);
                    while (buffer.hasRemaining()) {
                        channel.write(buffer);
                    }
                }
                boolean there = Files.exists(file, LinkOption.NOFOLLOW_LINKS);
                Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
                bytes.addAndGet(there ? 0 : size);
            } finally {
                Files.deleteIfExists(part);
            }
        } catch (IOException e) {
            log("writing", e);
        }
    }

    @Override
    public void remove(Digest data, long number) {
        Path file = file(data, number);
        try {
            long size = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                    .size();
            if (Files.deleteIfExists(file)) {
                bytes.addAndGet(-size);
            }
        } catch (NoSuchFileException e) {
            // gone already
        } catch (IOException e) {
            log("removing", e);
        }
    }

    /** Returns the size of the cache in bytes, as far as this process knows. */
    public long bytes() {
        return bytes.get();
    }

    /**
     * Removes the oldest blocks until at most this many bytes are left.
     *
     * @return the number of freed bytes
     * @throws dev.portolan.error.StorageException when the directory cannot be listed, or a block cannot be removed
     */
    public long prune(long targetBytes) {
        try {
            return removeOldest(targetBytes);
        } catch (IOException e) {
            throw Streams.failure("pruning the block cache", directory.toString(), e);
        }
    }

    private synchronized long removeOldest(long targetBytes) throws IOException {
        List<Kept> files = list();
        long total = files.stream().mapToLong(Kept::size).sum();
        long before = total;
        files.sort(Comparator.comparing(Kept::time));
        for (Kept file : files) {
            if (total <= targetBytes) {
                break;
            }
            Files.deleteIfExists(file.path);
            total -= file.size;
        }
        bytes.set(total);
        return before - total;
    }

    private record Kept(Path path, long size, Instant time) {}

    private List<Kept> list() throws IOException {
        List<Kept> files = new ArrayList<>();
        try (Stream<Path> found = Files.walk(directory, 2)) {
            for (Path path : (Iterable<Path>) found::iterator) {
                try {
                    if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
                        FileTime time = Files.getLastModifiedTime(path);
                        files.add(new Kept(path, Files.size(path), time.toInstant()));
                    }
                } catch (NoSuchFileException e) {
                    // another process removed it
                }
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        return files;
    }

    private static void log(String what, IOException e) {
        System.getLogger(DiskBlockCache.class.getName())
                .log(System.Logger.Level.DEBUG, "{0} a cached block failed: {1}", what, e);
    }
}
