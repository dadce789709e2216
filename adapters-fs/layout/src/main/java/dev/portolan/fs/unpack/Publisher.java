package dev.portolan.fs.unpack;

import dev.portolan.error.InvalidArchiveException;
import dev.portolan.error.Problem;
import dev.portolan.error.StorageException;
import dev.portolan.fs.files.FileFailure;
import dev.portolan.fs.files.OpenDirectory;
import dev.portolan.fs.files.Staging;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/**
 * Moves verified files to their final names, on the same file system. Follows no symbolic link. An existing file with
 * the same content counts as done.
 */
final class Publisher {
    /** How often something is moved to a directory that another process changes meanwhile. */
    private static final int ATTEMPTS = 20;

    private final boolean overwrite;

    Publisher(boolean overwrite) {
        this.overwrite = overwrite;
    }

    /**
     * Moves everything in a tree into the destination of its session, one tree at a time, and sets the modes and times
     * of directories.
     *
     * @param folder the directory of the tree
     */
    void merge(StagedTree tree, Path folder, Staging staging) throws IOException {
        OpenDirectory root = staging.destination();
        synchronized (this) {
            MergedLinks.check(root.path(), tree.links(), tree.where());
            try (OpenDirectory staged = staging.open().open(folder.getFileName())) {
                merge(staged, root);
            }
        }
        tree.settle(root);
    }

    /**
     * Moves everything in a directory into another one, and the contents of its directories into those of the same
     * name.
     *
     * @throws StorageException when something is in the way; nothing has been moved then
     * @throws InvalidArchiveException when something has the name of {@link Staging}
     */
    private void merge(OpenDirectory from, OpenDirectory to) throws IOException {
        try (DirectoryStream<Path> children = from.list()) {
            for (Path child : children) {
                if (Staging.isReserved(String.valueOf(child.getFileName()))) {
                    throw new InvalidArchiveException(Problem.of("the tar is refused")
                            .at(to.path().toString())
                            .because("an entry is named " + child.getFileName()
                                    + ", which is reserved for temporary files"));
                }
            }
        }
        repeating(() -> {
            checkChildren(from, to);
            moveChildren(from, to);
        });
    }

    /**
     * Moves something, and tries again after another process has put something in the way, even if a part of it was
     * moved.
     */
    static void repeating(FileFailure.Action move) throws IOException {
        for (int attempt = 1; true; attempt++) {
            try {
                move.run();
                return;
            } catch (NoSuchFileException | FileAlreadyExistsException e) {
                if (attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    /** The same for one file, directory or link. */
    void move(OpenDirectory from, Path name, OpenDirectory to, Path newName) throws IOException {
        check(from, name, to, newName);
        moveChecked(from, name, to, newName);
    }

    private void check(OpenDirectory from, Path name, OpenDirectory to, Path newName) throws IOException {
        Optional<BasicFileAttributes> existing = to.find(newName);
        if (existing.isEmpty()) {
            return;
        }
        Path path = to.path().resolve(newName);
        boolean fromDirectory = from.attributes(name).isDirectory();
        boolean toDirectory = existing.get().isDirectory();
        if (fromDirectory && toDirectory) {
            try (OpenDirectory source = from.open(name);
                    OpenDirectory target = to.open(newName)) {
                checkChildren(source, target);
            }
        } else if (fromDirectory || toDirectory) {
            throw new StorageException(Problem.of("nothing was written")
                    .at(path.toString())
                    .because(toDirectory ? "a directory has this name" : "a file or link has the name of a directory")
                    .advice("remove it"));
        } else if (!overwrite && !from.hasSame(name, to, newName)) {
            throw FileFailure.exists(path);
        }
    }

    private void checkChildren(OpenDirectory from, OpenDirectory to) throws IOException {
        try (DirectoryStream<Path> children = from.list()) {
            for (Path child : children) {
                check(from, child.getFileName(), to, child.getFileName());
            }
        }
    }

    private void moveChecked(OpenDirectory from, Path name, OpenDirectory to, Path newName) throws IOException {
        Optional<BasicFileAttributes> existing = to.find(newName);
        if (existing.isPresent() && existing.get().isDirectory()) {
            try (OpenDirectory source = from.open(name);
                    OpenDirectory target = to.open(newName)) {
                moveChildren(source, target);
            }
        } else if (existing.isEmpty() && (!overwrite || from.attributes(name).isDirectory())) {
            from.moveIfAbsent(name, to, newName);
        } else if (overwrite) {
            from.move(name, to, newName);
        } else if (!from.hasSame(name, to, newName)) {
            // it has appeared since the check
            throw FileFailure.exists(to.path().resolve(newName));
        }
    }

    private void moveChildren(OpenDirectory from, OpenDirectory to) throws IOException {
        try (DirectoryStream<Path> children = from.list()) {
            for (Path child : children) {
                moveChecked(from, child.getFileName(), to, child.getFileName());
            }
        }
    }
}
