package dev.portolan.fs.pack;

import dev.portolan.fs.files.FileFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Optional;
import java.util.Set;

/** The permission bits of a file as an annotation. */
final class FileMode {
    /** The modes that the usual umasks give a file, without write permission for others. */
    private static final int ORDINARY = 0644;

    private FileMode() {}

    /**
     * Returns the bits in four octal digits, without those that let others write; empty for an ordinary file, so that
     * a group's umask changes no digest.
     */
    static Optional<String> of(Path file) {
        if (!file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return Optional.empty();
        }
        int mode = 0;
        try {
            Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
            for (PosixFilePermission permission : PosixFilePermission.values()) {
                mode = mode << 1 | (permissions.contains(permission) ? 1 : 0);
            }
        } catch (IOException e) {
            throw FileFailure.of("reading the permissions of a file", file.toString(), e);
        }
        mode &= ~022;
        return mode == ORDINARY ? Optional.empty() : Optional.of(String.format("0%03o", mode));
    }
}
