package dev.portolan.archive;

import dev.portolan.error.InvalidArchiveException;
import dev.portolan.error.Problem;
import dev.portolan.error.StorageException;
import dev.portolan.error.Text;
import dev.portolan.fs.files.CheckedContent;
import dev.portolan.fs.files.FileAttributes;
import dev.portolan.fs.files.FileFailure;
import dev.portolan.fs.files.Trees;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * The directory that is extracted into. Nothing is written outside of it: paths consist of plain names, and directories
 * on disk are not entered through links. If it does not exist yet, or is to be replaced, everything is written to a
 * temporary directory, which replaces it at the end. For one thread.
 */
final class Destination implements AutoCloseable {
    private final Path directory;
    private final Path root;
    private final boolean fresh;
    private final String replaced;
    /** Directories known to be there, and whether they were there before. */
    private final Map<String, Boolean> directories = new HashMap<>();

    private boolean done;

    private Destination(Path directory, Path root, boolean fresh, String replaced) {
        this.directory = directory;
        this.root = root;
        this.fresh = fresh;
        this.replaced = replaced;
        directories.put("", !fresh);
    }

    /**
     * Opens a destination.
     *
     * @param clean whether to replace the existing content
     * @param subdirectory the part to replace; empty for the whole
     */
    static Destination open(Path directory, boolean clean, String subdirectory) throws IOException {
        Path absolute = directory.toAbsolutePath().normalize();
        if (clean && absolute.getNameCount() == 0) {
            throw new StorageException(Problem.of("the root of a file system cannot be replaced")
                    .at(absolute.toString())
                    .advice("use a directory, or extract without clean"));
        }
        boolean there = Files.exists(absolute, LinkOption.NOFOLLOW_LINKS);
        if (there && !Files.isDirectory(absolute)) {
            throw new StorageException(Problem.of("nothing was extracted")
                    .at(directory.toString())
                    .because("it is not a directory")
                    .advice("use a directory, or one that does not exist yet"));
        }
        if (there && !clean) {
            return new Destination(absolute, absolute.toRealPath(), false, "");
        }
        Path real = there ? absolute.toRealPath() : absolute;
        if (!there) {
            Files.createDirectories(parent(real));
        }
        Path staging = real.resolveSibling("." + real.getFileName() + "-" + UUID.randomUUID());
        return new Destination(real, Files.createDirectory(staging), true, there ? subdirectory : "");
    }

    private static Path parent(Path path) {
        Path parent = path.getParent();
        return parent == null ? path : parent;
    }

    /** Returns where files are written. */
    Path root() {
        return root;
    }

    /** Returns whether only this extraction uses {@link #root}. */
    boolean fresh() {
        return fresh;
    }

    /**
     * Returns whether a file is already there with the same content. If files are overwritten, none counts as there.
     *
     * @throws StorageException when its name is taken by something that must not be replaced
     */
    boolean has(ArchiveEntry file, boolean overwrite) throws IOException {
        if (fresh || !existed(parent(file.path()))) {
            return false;
        }
        Path path = resolve(file.path());
        Optional<BasicFileAttributes> existing = FileAttributes.of(path);
        if (existing.isEmpty()) {
            return false;
        }
        if (existing.get().isDirectory()) {
            throw new StorageException(Problem.of("nothing was written")
                    .at(path.toString())
                    .because("a directory has this name")
                    .advice("remove it"));
        }
        if (overwrite) {
            return false;
        }
        if (!existing.get().isRegularFile() || existing.get().size() != file.size() || !hasContent(path, file)) {
            throw FileFailure.exists(path);
        }
        return true;
    }

    private boolean hasContent(Path path, ArchiveEntry file) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            return CheckedContent.matches(channel, file.content(), path.toString());
        }
    }

    /** Returns whether a directory existed before, not through a link. */
    private boolean existed(String path) {
        Boolean known = directories.get(path);
        if (known != null) {
            return known;
        }
        return existed(parent(path)) && Files.isDirectory(resolve(path), LinkOption.NOFOLLOW_LINKS);
    }

    void makeParents(String file) throws IOException {
        makeDirectory(parent(file));
    }

    private void makeDirectory(String path) throws IOException {
        if (directories.containsKey(path)) {
            return;
        }
        makeDirectory(parent(path));
        Path directoryPath = resolve(path);
        boolean there = !fresh && isDirectory(path, directoryPath);
        directories.put(path, there || !isCreated(path, directoryPath));
    }

    /** Creates a directory; false when another process was quicker. */
    private boolean isCreated(String path, Path resolved) throws IOException {
        try {
            Files.createDirectory(resolved);
            return true;
        } catch (FileAlreadyExistsException e) {
            if (fresh || !isDirectory(path, resolved)) {
                throw e;
            }
            return false;
        }
    }

    private boolean isDirectory(String path, Path resolved) throws IOException {
        try {
            BasicFileAttributes attributes =
                    Files.readAttributes(resolved, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (!attributes.isDirectory()) {
                throw new InvalidArchiveException(
                        Problem.of("the directory " + Text.quote(path) + " cannot be extracted")
                                .at(directory.toString())
                                .because(
                                        attributes.isSymbolicLink()
                                                ? "its name is taken by a symbolic link, which may lead outside"
                                                : "its name is taken by a file")
                                .advice("remove it, or extract into another directory"));
            }
            return true;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    /** Returns the path on disk; refuses one that this platform cannot represent, or does not read as plain names. */
    private Path resolve(String path) {
        Path resolved;
        try {
            resolved = root.resolve(path);
        } catch (InvalidPathException e) {
            throw refused(path, "its name is not valid on this platform: " + e.getReason());
        }
        int names = 1 + (int) path.chars().filter(c -> c == '/').count();
        if (!resolved.startsWith(root) || resolved.getNameCount() - root.getNameCount() != names) {
            throw refused(path, "it is not a plain relative path on this platform");
        }
        return resolved;
    }

    private InvalidArchiveException refused(String path, String reason) {
        return new InvalidArchiveException(Problem.of("the file " + Text.quote(path) + " cannot be extracted")
                .at(directory.toString())
                .because(reason));
    }

    private static String parent(String path) {
        int slash = path.lastIndexOf('/');
        return slash < 0 ? "" : path.substring(0, slash);
    }

    /** Checks that a file's path can be written here. */
    void check(String path) {
        resolve(path);
    }

    /** Moves the written files to their final place. */
    void finish() throws IOException {
        if (fresh) {
            if (replaced.isEmpty()) {
                replace(directory, root);
            } else {
                replaceSubdirectory();
            }
        }
        done = true;
    }

    private void replaceSubdirectory() throws IOException {
        Path part = root.resolve(replaced);
        if (!Files.exists(part, LinkOption.NOFOLLOW_LINKS)) {
            Files.createDirectories(part);
        }
        Destination around = new Destination(directory, directory, false, "");
        around.makeParents(replaced);
        replace(around.resolve(replaced), part);
        Trees.delete(root);
    }

    private static void replace(Path old, Path with) throws IOException {
        if (!Files.exists(old, LinkOption.NOFOLLOW_LINKS)) {
            Files.move(with, old, StandardCopyOption.ATOMIC_MOVE);
            return;
        }
        Path aside = old.resolveSibling("." + old.getFileName() + "-" + UUID.randomUUID());
        Files.move(old, aside, StandardCopyOption.ATOMIC_MOVE);
        try {
            Files.move(with, old, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            Files.move(aside, old, StandardCopyOption.ATOMIC_MOVE);
            throw e;
        }
        Trees.delete(aside);
    }

    /** Removes the temporary directory if it has not replaced the destination. */
    @Override
    public void close() throws IOException {
        if (fresh && !done) {
            Trees.delete(root);
        }
    }
}
