package dev.portolan.fs.unpack;

import dev.portolan.error.InvalidArchiveException;
import dev.portolan.error.Problem;
import dev.portolan.error.StorageException;
import dev.portolan.fs.files.Staging;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Moves what was verified to where it is seen, on the same file system. Follows no symbolic link. */
final class Publisher {
    private Publisher() {}

    /**
     * Moves all that is in a folder into a directory, and the folder's own directories into directories that are
     * there.
     *
     * @throws StorageException when something is there that may not be replaced; nothing has been moved then
     * @throws InvalidArchiveException when something in the folder has the name of {@link Staging}
     */
    static void merge(Path folder, Path directory, boolean overwrite) throws IOException {
        if (exists(folder.resolve(Staging.NAME))) {
            throw new InvalidArchiveException(Problem.of("tar is refused")
                    .at(directory.toString())
                    .because(
                            "an entry is named " + Staging.NAME + ", which is needed for files that are not finished"));
        }
        checkChildren(folder, directory, overwrite);
        moveChildren(folder, directory, overwrite);
    }

    /** The same for one file, directory or link. */
    static void move(Path from, Path to, boolean overwrite) throws IOException {
        check(from, to, overwrite);
        moveChecked(from, to, overwrite);
    }

    private static void check(Path from, Path to, boolean overwrite) throws IOException {
        if (!exists(to)) {
            return;
        }
        boolean fromDirectory = isDirectory(from);
        boolean toDirectory = isDirectory(to);
        if (fromDirectory && toDirectory) {
            checkChildren(from, to, overwrite);
        } else if (fromDirectory || toDirectory) {
            throw inTheWay(to, toDirectory ? "a directory is there" : "a file is there", "move it away");
        } else if (!overwrite) {
            throw exists(to, "allow overwriting, or move it away");
        }
    }

    private static void checkChildren(Path folder, Path directory, boolean overwrite) throws IOException {
        try (DirectoryStream<Path> children = Files.newDirectoryStream(folder)) {
            for (Path child : children) {
                check(child, directory.resolve(child.getFileName()), overwrite);
            }
        }
    }

    private static void moveChecked(Path from, Path to, boolean overwrite) throws IOException {
        if (isDirectory(from) && isDirectory(to)) {
            moveChildren(from, to, overwrite);
            Files.delete(from);
        } else if (overwrite) {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } else {
            Files.move(from, to);
        }
    }

    private static void moveChildren(Path folder, Path directory, boolean overwrite) throws IOException {
        try (DirectoryStream<Path> children = Files.newDirectoryStream(folder)) {
            for (Path child : children) {
                moveChecked(child, directory.resolve(child.getFileName()), overwrite);
            }
        }
    }

    private static boolean exists(Path path) {
        return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
    }

    private static boolean isDirectory(Path path) {
        return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
    }

    static StorageException exists(Path path, String advice) {
        return inTheWay(path, "it is there already", advice);
    }

    private static StorageException inTheWay(Path path, String reason, String advice) {
        return new StorageException(Problem.of("nothing was written")
                .at(path.toString())
                .because(reason)
                .advice(advice));
    }
}
