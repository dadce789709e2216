package dev.portolan.fs.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/** The attributes of files that may be missing. */
public final class FileAttributes {
    private FileAttributes() {}

    /** Returns the attributes of a file, directory or link; empty when nothing has this name. */
    public static Optional<BasicFileAttributes> of(Path path) throws IOException {
        return read(path, LinkOption.NOFOLLOW_LINKS);
    }

    /** Returns the attributes of a file or directory, following links; empty when nothing is there. */
    public static Optional<BasicFileAttributes> following(Path path) throws IOException {
        return read(path);
    }

    private static Optional<BasicFileAttributes> read(Path path, LinkOption... options) throws IOException {
        try {
            return Optional.of(Files.readAttributes(path, BasicFileAttributes.class, options));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }
}
