package dev.portolan.auth;

import dev.portolan.content.BlobSink;
import dev.portolan.content.Streams;
import dev.portolan.error.LimitExceededException;
import dev.portolan.error.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A file with credentials, which is read and replaced as a whole. */
final class ConfigFile {
    private static final int LARGEST = 16 << 20;
    private static final int MOST_LINKS = 40;

    private final Path path;

    ConfigFile(Path path) {
        this.path = path;
    }

    /** Identifies a version of the file. */
    record Stamp(@Nullable Object key, FileTime modified, long size) {}

    /** Returns the stamp of the file; empty when it does not exist. */
    Optional<Stamp> stamp() {
        try {
            BasicFileAttributes now = Files.readAttributes(path, BasicFileAttributes.class);
            return Optional.of(new Stamp(now.fileKey(), now.lastModifiedTime(), now.size()));
        } catch (IOException e) {
            return absentOrFailure(e);
        }
    }

    /**
     * Reads the file; a missing file is an empty document.
     *
     * @throws dev.portolan.error.InvalidConfigurationException when it is malformed
     * @throws dev.portolan.error.StorageException when it exists and cannot be read
     */
    ConfigDocument read() {
        return ConfigDocument.parse(path.toString(), bytes());
    }

    private byte[] bytes() {
        try (InputStream stream = Files.newInputStream(path)) {
            byte[] bytes = stream.readNBytes(LARGEST + 1);
            if (bytes.length > LARGEST) {
                throw new LimitExceededException(Problem.of("stored credentials cannot be read")
                        .at(path.toString())
                        .because("the file is larger than " + LARGEST + " bytes"));
            }
            return bytes;
        } catch (IOException e) {
            return this.<byte[]>absentOrFailure(e).orElseGet(() -> new byte[0]);
        }
    }

    private <T> Optional<T> absentOrFailure(IOException e) {
        if (e instanceof NoSuchFileException || liesUnderFile()) {
            return Optional.empty();
        }
        IOException said = e instanceof AccessDeniedException ? new IOException("permission denied", e) : e;
        throw Streams.failure("reading stored credentials", path.toString(), said);
    }

    /** Services without a home directory are often given {@code /dev/null} for one. */
    private boolean liesUnderFile() {
        for (Path dir = path.getParent(); dir != null; dir = dir.getParent()) {
            if (Files.exists(dir)) {
                return !Files.isDirectory(dir);
            }
        }
        return false;
    }

    /**
     * Changes or creates the file, readable only by its owner. Other processes that change it this way wait. A symbolic
     * link is followed and kept. On failure, the file is unchanged.
     *
     * @param change changes the document, and returns whether it did
     * @throws dev.portolan.error.InvalidConfigurationException when it is malformed
     * @throws dev.portolan.error.StorageException when it cannot be written
     */
    void update(Predicate<ConfigDocument> change) {
        try {
            Path target = target();
            makeDirectory(target);
            FileLocking.locked(target, () -> {
                ConfigDocument document = read();
                if (change.test(document)) {
                    replace(target, document.bytes());
                }
            });
        } catch (IOException e) {
            throw Streams.failure("storing credentials", path.toString(), e);
        }
    }

    private Path target() throws IOException {
        Path target = path.toAbsolutePath();
        for (int links = 0; Files.isSymbolicLink(target); links++) {
            if (links == MOST_LINKS) {
                throw new FileSystemLoopException(path.toString());
            }
            target = target.resolveSibling(Files.readSymbolicLink(target));
        }
        return target;
    }

    private static void makeDirectory(Path target) throws IOException {
        Path dir = directory(target);
        if (!Files.isDirectory(dir)) {
            boolean posix = dir.getFileSystem().supportedFileAttributeViews().contains("posix");
            Files.createDirectories(
                    dir,
                    posix
                            ? new FileAttribute<?>[] {
                                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
                            }
                            : new FileAttribute<?>[0]);
        }
    }

    private static Path directory(Path target) {
        Path dir = target.getParent();
        return dir == null ? target : dir;
    }

    private static void replace(Path target, byte[] bytes) throws IOException {
        // createTempFile makes it readable only by its owner from the beginning.
        Path temporary = Files.createTempFile(directory(target), ".portolan-", ".tmp");
        try {
            try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                BlobSink.of(channel).write(ByteBuffer.wrap(bytes));
                channel.force(true);
            }
            keepOwner(target, temporary);
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary);
        }
        force(directory(target));
    }

    /** Without this, a login with sudo would make the file unreadable for its owner. */
    private static void keepOwner(Path target, Path temporary) {
        try {
            if (Files.exists(target)) {
                UserPrincipal owner = Files.getOwner(target);
                if (!owner.equals(Files.getOwner(temporary))) {
                    Files.setOwner(temporary, owner);
                }
            }
        } catch (IOException | UnsupportedOperationException e) {
            // Only root may change the owner; for other users, the new file is their own.
        }
    }

    private static void force(Path dir) {
        try (FileChannel channel = FileChannel.open(dir, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            // Windows cannot open directories; the rename still reaches the disk.
        }
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
