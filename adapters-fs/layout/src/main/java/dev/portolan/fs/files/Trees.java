package dev.portolan.fs.files;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Whole trees of files. */
public final class Trees {
    private Trees() {}

    /** Removes a tree without following symbolic links; does nothing when it does not exist. */
    public static void delete(Path root) throws IOException {
        try {
            Files.walkFileTree(root, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.deleteIfExists(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
                        throws IOException {
                    if (failure != null) {
                        throw failure;
                    }
                    Files.deleteIfExists(directory);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (NoSuchFileException e) {
            // already deleted
        }
    }

    /**
     * Removes files of a directory that have not changed since a time; other processes may remove them at the same
     * time.
     */
    public static void deleteOlder(Path directory, Instant time, DirectoryStream.Filter<Path> which)
            throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, which)) {
            for (Path file : files) {
                try {
                    if (Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS)
                            .toInstant()
                            .isBefore(time)) {
                        Files.deleteIfExists(file);
                    }
                } catch (NoSuchFileException e) {
                    // finished in this moment
                }
            }
        }
    }

    /** Removes a directory if there is nothing in it. */
    public static void deleteIfEmpty(Path directory) throws IOException {
        try {
            Files.deleteIfExists(directory);
        } catch (DirectoryNotEmptyException e) {
            // still needed
        }
    }
}
