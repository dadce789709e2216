package dev.portolan.fs.cache;

import dev.portolan.fs.files.FileFailure;
import dev.portolan.fs.files.PrivateFiles;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.UserPrincipal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The files of a cache, in folders by kind and by the first two digits of their names, and the bound on their size.
 * Files and folders are private to their owner. No list of the files is kept: the directory is scanned for what other
 * processes added and removed each time that about a tenth of the bound was added.
 */
final class CacheDirectory {
    private static final String TEMPORARY = "tmp";
    /** A temporary file of this age is what a killed process has left. */
    private static final Duration ABANDONED_AFTER = Duration.ofDays(1);

    private final Path root;
    private final long maxBytes;
    private final Clock clock;
    /** So many bytes can be added before the directory is looked through again. */
    private final AtomicLong room = new AtomicLong();

    private final ReentrantLock pruning = new ReentrantLock();

    private CacheDirectory(Path root, long maxBytes, Clock clock) {
        this.root = root;
        this.maxBytes = maxBytes;
        this.clock = clock;
    }

    static CacheDirectory open(Path root, long maxBytes, Clock clock) {
        try {
            PrivateFiles.createDirectories(root.resolve(TEMPORARY));
            return new CacheDirectory(root.toRealPath(), maxBytes, clock);
        } catch (IOException e) {
            throw FileFailure.of("creating a cache", root.toString(), e);
        }
    }

    /** Returns the owner of the files that this process adds; empty where that cannot be known. */
    Optional<UserPrincipal> owner() {
        return PrivateFiles.owner(root.resolve(TEMPORARY));
    }

    String name() {
        return root.toString();
    }

    long maxBytes() {
        return maxBytes;
    }

    /** Returns the path of a file of this kind and name, whether it exists or not. */
    Path file(String kind, String name) {
        return root.resolve(kind).resolve(name.substring(0, 2)).resolve(name);
    }

    /** Returns a path where nothing is. */
    Path newTemporary() {
        return root.resolve(TEMPORARY).resolve(UUID.randomUUID().toString());
    }

    /** Makes a finished temporary file visible, replacing an existing one. */
    void publish(Path temporary, Path file) throws IOException {
        try {
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (NoSuchFileException e) {
            PrivateFiles.createDirectories(Objects.requireNonNull(file.getParent()));
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    /** Notes that a file was added, and removes others if there are too many now. */
    void added(long bytes) throws IOException {
        // one thread looks through the directory, and none waits for it
        if (room.addAndGet(-bytes) < 0 && pruning.tryLock()) {
            try {
                prune();
            } finally {
                pruning.unlock();
            }
        }
    }

    private void prune() throws IOException {
        removeAbandoned();
        AgesAndSizes all = new AgesAndSizes();
        forEachFile((path, attributes) -> all.add(attributes.lastModifiedTime().toMillis(), attributes.size()));
        long kept = all.totalSize();
        if (kept > maxBytes) {
            long surplus = kept - (maxBytes - maxBytes / 10);
            Instant oldestKept = Instant.ofEpochMilli(all.oldestKept(surplus));
            AtomicLong left = new AtomicLong(surplus);
            forEachFile((path, attributes) -> {
                boolean old = !attributes.lastModifiedTime().toInstant().isAfter(oldestKept);
                if (old && left.get() > 0 && Files.deleteIfExists(path)) {
                    left.addAndGet(-attributes.size());
                }
            });
            kept -= surplus - left.get();
        }
        // others add as well: look again before all of the room can be taken
        room.set(Math.max(maxBytes / 20, (maxBytes - kept) / 2));
    }

    private void removeAbandoned() throws IOException {
        Instant abandoned = clock.instant().minus(ABANDONED_AFTER);
        try (DirectoryStream<Path> files = Files.newDirectoryStream(root.resolve(TEMPORARY))) {
            for (Path file : files) {
                try {
                    if (Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS)
                            .toInstant()
                            .isBefore(abandoned)) {
                        Files.deleteIfExists(file);
                    }
                } catch (NoSuchFileException e) {
                    // finished in this moment
                }
            }
        }
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
