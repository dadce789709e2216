package dev.portolan.fs.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.UserPrincipal;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/**
 * Files and directories of caches. New ones are private to their owner. Only regular files are read: a symbolic link, a
 * device or a pipe in their place is refused before it is opened, and no more is read than is allowed.
 */
public final class PrivateFiles {
    private static final Set<PosixFilePermission> OTHERS_WRITE =
            Set.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);

    private PrivateFiles() {}

    /** Creates a directory, and its parents, with permissions only for the owner; leaves existing ones unchanged. */
    public static void createDirectories(Path directory) throws IOException {
        Files.createDirectories(directory, Permissions.attributes(directory, 0700));
    }

    /** Creates a file, which must not exist, with permissions only for the owner. */
    public static FileChannel create(Path file) throws IOException {
        return FileChannel.open(
                file,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                Permissions.attributes(file, 0600));
    }

    /**
     * Opens a regular file.
     *
     * @throws FileSystemException when it is a symbolic link or another kind of file
     */
    public static FileChannel open(Path file) throws IOException {
        requireRegular(file, Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS));
        return FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
    }

    /**
     * Reads a regular file whose content cannot be verified, such as the digest of a tag.
     *
     * @param mostBytes the largest file that is read
     * @param owner the only owner that is trusted; empty if owners are unknown
     * @return its bytes; empty when it is larger, or when another user owns it or may write to it
     */
    static Optional<byte[]> readTrusted(Path file, int mostBytes, Optional<UserPrincipal> owner) throws IOException {
        if (Permissions.isPosix(file)) {
            PosixFileAttributes attributes =
                    Files.readAttributes(file, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            requireRegular(file, attributes);
            boolean trusted = owner.equals(Optional.of(attributes.owner()))
                    && attributes.permissions().stream().noneMatch(OTHERS_WRITE::contains);
            if (!trusted) {
                return Optional.empty();
            }
        }
        try (SeekableByteChannel channel = open(file)) {
            ByteBuffer buffer = ByteBuffer.allocate(Math.toIntExact(Math.min(channel.size(), mostBytes + 1L)));
            Channels.fill(channel, buffer);
            return buffer.position() > mostBytes
                    ? Optional.empty()
                    : Optional.of(Arrays.copyOf(buffer.array(), buffer.position()));
        }
    }

    /** Returns the owner of the files that this process creates in a directory; empty where that cannot be known. */
    static Optional<UserPrincipal> owner(Path directory) {
        if (!Permissions.isPosix(directory)) {
            return Optional.empty();
        }
        try {
            Path probe = Files.createTempFile(directory, "owner", ".tmp");
            try {
                return Optional.of(Files.getOwner(probe));
            } finally {
                Files.deleteIfExists(probe);
            }
        } catch (IOException e) {
            return Optional.empty(); // a directory that may only be read
        }
    }

    private static void requireRegular(Path file, BasicFileAttributes attributes) throws FileSystemException {
        if (!attributes.isRegularFile()) {
            throw new FileSystemException(file.toString(), null, "not a regular file");
        }
    }
}
