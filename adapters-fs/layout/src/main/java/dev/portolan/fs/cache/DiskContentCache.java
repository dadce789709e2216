package dev.portolan.fs.cache;

import dev.portolan.content.Content;
import dev.portolan.error.StorageException;
import dev.portolan.fs.files.CacheDirectory;
import dev.portolan.fs.files.CheckedContent;
import dev.portolan.fs.files.FileAttributes;
import dev.portolan.fs.files.FileFailure;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.MediaTypes;
import dev.portolan.port.ContentCache;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/**
 * A cache of content in a directory, one file per digest: {@code ALGORITHM/FIRST TWO DIGITS/HEX}. Safe for any number
 * of threads and processes, also in a directory that several machines share: a file appears whole, by a rename, and is
 * read without a lock. New files and directories are private to their owner.
 *
 * <p>All content is verified when it is read: up to 1 MiB before it is returned, larger content while it is read. A
 * damaged file, or a link or device in the place of one, is removed and counts as missing. When the files together pass
 * the bound, the least recently used ones are evicted.
 *
 * @since 0.1.0
 */
public final class DiskContentCache implements ContentCache {
    /** Content up to this size is verified before it is returned. */
    private static final long SMALL = 1 << 20;
    /** Recording each use would cost a write each time. */
    private static final Duration USE_NOTED_AFTER = Duration.ofMinutes(1);

    private final CacheDirectory directory;
    private final InstantSource clock;

    private DiskContentCache(CacheDirectory directory, InstantSource clock) {
        this.directory = directory;
        this.clock = clock;
    }

    /**
     * Returns a cache in a directory, which is created if it is missing.
     *
     * @param maxBytes the size limit in bytes, which may be exceeded briefly; 0 caches nothing
     * @throws StorageException when the directory cannot be created
     */
    public static DiskContentCache in(Path directory, long maxBytes) {
        return in(directory, maxBytes, InstantSource.system());
    }

    /**
     * Returns a cache with a clock, which decides which content was used last.
     *
     * @throws StorageException when the directory cannot be created
     */
    public static DiskContentCache in(Path directory, long maxBytes, InstantSource clock) {
        if (maxBytes < 0) {
            throw new IllegalArgumentException("maxBytes must not be negative: " + maxBytes);
        }
        return new DiskContentCache(CacheDirectory.open(directory, maxBytes, clock), clock);
    }

    @Override
    public Optional<Descriptor> stat(Digest digest) {
        return FileFailure.typed(
                "reading a cache",
                directory.name(),
                () -> FileAttributes.of(fileOf(digest))
                        .filter(BasicFileAttributes::isRegularFile)
                        .map(file -> Descriptor.of(MediaTypes.OCTET_STREAM, digest, file.size())));
    }

    @Override
    public Optional<Content> get(Descriptor descriptor) {
        Path file = fileOf(descriptor.digest());
        try {
            BasicFileAttributes attributes =
                    Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (attributes.size() != descriptor.size() || !attributes.isRegularFile()) {
                Files.deleteIfExists(file);
                return Optional.empty();
            }
            noteUse(file, attributes);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw FileFailure.of("reading a cache", directory.name(), e);
        }
        CachedFile cached = new CachedFile(file, descriptor, directory.name());
        return descriptor.size() <= SMALL ? cached.verified() : Optional.of(cached);
    }

    private void noteUse(Path file, BasicFileAttributes attributes) throws IOException {
        FileTime now = FileTime.from(clock.instant());
        if (attributes.lastModifiedTime().toInstant().plus(USE_NOTED_AFTER).isBefore(now.toInstant())) {
            try {
                Files.setLastModifiedTime(file, now);
            } catch (NoSuchFileException e) {
                throw e;
            } catch (IOException e) {
                // uses are not recorded in a read-only directory
                if (Files.isWritable(file)) {
                    throw e;
                }
            }
        }
    }

    @Override
    public void put(Descriptor descriptor, Content content) {
        Path file = fileOf(descriptor.digest());
        if (descriptor.size() > directory.maxBytes() || isThere(file, descriptor)) {
            return;
        }
        FileFailure.typed(
                "writing a cache",
                directory.name(),
                () -> directory.put(
                        file, channel -> CheckedContent.fill(channel, content, descriptor, directory.name())));
    }

    private static boolean isThere(Path file, Descriptor descriptor) {
        try {
            return FileAttributes.of(file)
                    .filter(present -> present.size() == descriptor.size())
                    .isPresent();
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void remove(Descriptor descriptor) {
        FileFailure.typed(
                "removing from a cache", directory.name(), () -> Files.deleteIfExists(fileOf(descriptor.digest())));
    }

    private Path fileOf(Digest digest) {
        return directory.file(digest.algorithm().id(), digest.hex());
    }
}
