package dev.portolan.fs.files;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.UserPrincipal;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The files of a cache, in folders by kind and by the first two digits of their names, and the limit on their size.
 * Files and folders are private to their owner. No list of the files is kept: the directory is scanned for what other
 * processes added and removed each time that about a tenth of the bound was added.
 */
public final class CacheDirectory {
    private static final String TEMPORARY = "tmp";
    /** A temporary file of this age was left by a killed process. */
    private static final Duration ABANDONED_AFTER = Duration.ofDays(1);

    private final Path root;
    private final long maxBytes;
    private final InstantSource clock;
    /** The owner of the files that this process adds; empty where that cannot be known. */
    private final Optional<UserPrincipal> owner;
    /** How many bytes can be added before the directory is scanned again. */
    private final AtomicLong room = new AtomicLong();

    private final ReentrantLock pruning = new ReentrantLock();

    private CacheDirectory(Path root, long maxBytes, InstantSource clock) {
        this.root = root;
        this.maxBytes = maxBytes;
        this.clock = clock;
        this.owner = PrivateFiles.owner(root.resolve(TEMPORARY));
    }

    /** Opens a directory for at most about this many bytes; creates it if necessary. */
    public static CacheDirectory open(Path root, long maxBytes, InstantSource clock) {
        try {
            PrivateFiles.createDirectories(root.resolve(TEMPORARY));
            return new CacheDirectory(root.toRealPath(), maxBytes, clock);
        } catch (IOException e) {
            throw FileFailure.of("creating a cache", root.toString(), e);
        }
    }

    /**
     * Reads a file whose content cannot be verified.
     *
     * @return its bytes; empty when it is larger than allowed, or when another user owns it or may write to it
     */
    public Optional<byte[]> readTrusted(Path file, int mostBytes) throws IOException {
        return PrivateFiles.readTrusted(file, mostBytes, owner);
    }

    /** Returns the path, for messages. */
    public String name() {
        return root.toString();
    }

    /** Returns the largest size of all files together. */
    public long maxBytes() {
        return maxBytes;
    }

    /** Returns the path of a file of this kind and name, whether it exists or not. */
    public Path file(String kind, String name) {
        return root.resolve(kind).resolve(name.substring(0, 2)).resolve(name);
    }

    /** Writes the bytes of a file. */
    public interface Writer {
        /** Writes all of them. */
        void writeTo(FileChannel file) throws IOException;
    }

    /** Stores a small file, as {@link #put(Path, Writer)} does. */
    public void put(Path file, byte[] content) throws IOException {
        put(file, channel -> Channels.writeFully(channel, content));
    }

    /**
     * Stores a file, replacing an existing one, and evicts others if there are now too many. The file appears when it is
     * whole.
     */
    public void put(Path file, Writer content) throws IOException {
        Path temporary = root.resolve(TEMPORARY).resolve(UUID.randomUUID().toString());
        long size;
        try {
            try (FileChannel channel = PrivateFiles.create(temporary)) {
                content.writeTo(channel);
                size = channel.size();
            }
            Files.setLastModifiedTime(temporary, FileTime.from(clock.instant()));
            publish(temporary, file);
        } finally {
            Files.deleteIfExists(temporary);
        }
        added(size);
    }

    private static void publish(Path temporary, Path file) throws IOException {
        try {
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (NoSuchFileException e) {
            PrivateFiles.createDirectories(Objects.requireNonNull(file.getParent()));
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    /** Notes that a file was added, and evicts others if there are too many now. */
    private void added(long bytes) throws IOException {
        // one thread scans the directory; the others do not wait for it
        if (room.addAndGet(-bytes) < 0 && pruning.tryLock()) {
            try {
                prune();
            } finally {
                pruning.unlock();
            }
        }
    }

    private void prune() throws IOException {
        Trees.deleteOlder(root.resolve(TEMPORARY), clock.instant().minus(ABANDONED_AFTER), file -> true);
        long kept = bytes();
        if (kept > maxBytes) {
            kept -= prune(maxBytes - maxBytes / 10);
        }
        // other processes add files too: scan again before the room is used up
        room.set(Math.max(maxBytes / 20, (maxBytes - kept) / 2));
    }

    /** Scans the directory and returns the size of all files together. */
    public long bytes() throws IOException {
        AtomicLong bytes = new AtomicLong();
        forEachFile((path, attributes) -> bytes.addAndGet(attributes.size()));
        return bytes.get();
    }

    /** Evicts the least recently used files until this many bytes are left; returns the number of freed bytes. */
    public long prune(long target) throws IOException {
        AgesAndSizes all = new AgesAndSizes();
        forEachFile((path, attributes) -> all.add(attributes.lastModifiedTime().toMillis(), attributes.size()));
        long surplus = all.totalSize() - target;
        if (surplus <= 0) {
            return 0;
        }
        long youngestEvicted = all.oldestKept(surplus);
        AtomicLong left = new AtomicLong(surplus);
        forEachFile((path, attributes) -> {
            boolean old = attributes.lastModifiedTime().toMillis() <= youngestEvicted;
            if (old && left.get() > 0 && Files.deleteIfExists(path)) {
                left.addAndGet(-attributes.size());
            }
        });
        return surplus - left.get();
    }

    private interface FileUse {
        void accept(Path file, BasicFileAttributes attributes) throws IOException;
    }

    /** Each file but temporary ones: kind, first two digits, name. */
    private void forEachFile(FileUse use) throws IOException {
        try (DirectoryStream<Path> kinds = Files.newDirectoryStream(root)) {
            for (Path kind : kinds) {
                if (!kind.endsWith(TEMPORARY) && Files.isDirectory(kind, LinkOption.NOFOLLOW_LINKS)) {
                    forEachFile(kind, 2, use);
                }
            }
        }
    }

    private static void forEachFile(Path folder, int depth, FileUse use) throws IOException {
        try (DirectoryStream<Path> paths = Files.newDirectoryStream(folder)) {
            for (Path path : paths) {
                try {
                    BasicFileAttributes attributes =
                            Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
                    if (attributes.isRegularFile()) {
                        use.accept(path, attributes);
                    } else if (attributes.isDirectory() && depth > 1) {
                        forEachFile(path, depth - 1, use);
                    }
                } catch (NoSuchFileException e) {
                    // another process was quicker
                }
            }
        }
    }
}
