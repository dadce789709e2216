package dev.portolan.fs.pack;

import dev.portolan.content.Streams;
import dev.portolan.error.Problem;
import dev.portolan.error.StorageException;
import dev.portolan.error.UnsupportedException;
import dev.portolan.fs.files.FileNames;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.function.Predicate;

/**
 * Walks a tree depth first, the entries of each directory in the order of their names' bytes. Holds the names of the
 * directories from the root to where it is, and no more.
 */
final class TreeWalk implements Iterator<TreeEntry> {
    private static final int TYPE = 0170000;
    private static final int FILE = 0100000;
    private static final int DIRECTORY = 0040000;
    private static final int SYMLINK = 0120000;

    private record Child(String name, Path path) {}

    private final Deque<Iterator<Child>> stack = new ArrayDeque<>();
    private final Path root;
    private final Predicate<Path> excluded;
    private final boolean unix;

    /**
     * Starts with the directory itself, under this name; a symbolic link to a directory is followed.
     *
     * @param name with {@code .}, the names of its children stand alone
     * @param excluded asked for the paths below the root, relative to it
     */
    TreeWalk(Path root, String name, Predicate<Path> excluded) {
        this.root = root;
        this.excluded = excluded;
        this.unix = root.getFileSystem().supportedFileAttributeViews().contains("unix");
        stack.push(List.of(new Child(name, root)).iterator());
    }

    @Override
    public boolean hasNext() {
        while (!stack.isEmpty() && !stack.peek().hasNext()) {
            stack.pop();
        }
        return !stack.isEmpty();
    }

    @Override
    public TreeEntry next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        Child child = stack.element().next();
        boolean root = stack.size() == 1;
        try {
            TreeEntry entry = root ? entry(child) : entry(child, LinkOption.NOFOLLOW_LINKS);
            if (entry.kind() == TreeEntry.Kind.DIRECTORY) {
                stack.push(children(entry).iterator());
            }
            return entry;
        } catch (NoSuchFileException e) {
            throw new StorageException(Problem.of("packing failed")
                    .at(child.path.toString())
                    .because("it went away while its directory was packed")
                    .causedBy(e));
        } catch (DirectoryIteratorException e) {
            throw Streams.failure("reading a directory", child.path.toString(), e.getCause());
        } catch (IOException e) {
            throw Streams.failure("reading a directory", child.path.toString(), e);
        }
    }

    private List<Child> children(TreeEntry directory) throws IOException {
        List<Child> children = new ArrayList<>();
        String prefix = directory.name().equals(".") ? "" : directory.name() + "/";
        try (DirectoryStream<Path> paths = Files.newDirectoryStream(directory.path())) {
            for (Path path : paths) {
                if (!excluded.test(root.relativize(path))) {
                    children.add(new Child(prefix + FileNames.nameOf(path), path));
                }
            }
        }
        children.sort(Comparator.comparing(Child::name, FileNames.BYTEWISE));
        return children;
    }

    private TreeEntry entry(Child child, LinkOption... options) throws IOException {
        return unix ? unixEntry(child, options) : plainEntry(child, options);
    }

    private TreeEntry unixEntry(Child child, LinkOption... options) throws IOException {
        Map<String, Object> attributes = Files.readAttributes(child.path, "unix:mode,size,lastModifiedTime", options);
        int mode = (Integer) Objects.requireNonNull(attributes.get("mode"));
        TreeEntry.Kind kind = switch (mode & TYPE) {
            case FILE -> TreeEntry.Kind.FILE;
            case DIRECTORY -> TreeEntry.Kind.DIRECTORY;
            case SYMLINK -> TreeEntry.Kind.SYMLINK;
            default -> throw special(child.path);
        };
        long size = (Long) Objects.requireNonNull(attributes.get("size"));
        FileTime modified = (FileTime) Objects.requireNonNull(attributes.get("lastModifiedTime"));
        return entry(child, kind, mode & 07777, size, modified);
    }

    private static TreeEntry plainEntry(Child child, LinkOption... options) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(child.path, BasicFileAttributes.class, options);
        TreeEntry.Kind kind;
        if (attributes.isRegularFile()) {
            kind = TreeEntry.Kind.FILE;
        } else if (attributes.isDirectory()) {
            kind = TreeEntry.Kind.DIRECTORY;
        } else if (attributes.isSymbolicLink()) {
            kind = TreeEntry.Kind.SYMLINK;
        } else {
            throw special(child.path);
        }
        int mode = kind == TreeEntry.Kind.FILE ? 0644 : 0755;
        return entry(child, kind, mode, attributes.size(), attributes.lastModifiedTime());
    }

    private static TreeEntry entry(Child child, TreeEntry.Kind kind, int mode, long size, FileTime modified)
            throws IOException {
        return switch (kind) {
            case FILE -> new TreeEntry(child.name, child.path, kind, mode, size, modified, "");
            case DIRECTORY -> new TreeEntry(child.name, child.path, kind, mode, 0, modified, "");
            // the bits of a link mean nothing, and differ from system to system
            case SYMLINK -> new TreeEntry(child.name, child.path, kind, 0777, 0, modified, linkOf(child.path));
        };
    }

    private static String linkOf(Path link) throws IOException {
        Path target = Files.readSymbolicLink(link);
        StringBuilder text = new StringBuilder(target.isAbsolute() ? "/" : "");
        for (int i = 0; i < target.getNameCount(); i++) {
            text.append(i == 0 ? "" : "/").append(FileNames.nameOf(target.getName(i)));
        }
        return text.toString();
    }

    private static UnsupportedException special(Path path) {
        return new UnsupportedException(Problem.of("only files, directories and symbolic links can be packed")
                .at(path.toString())
                .because("it is a socket, a pipe or a device")
                .advice("exclude it"));
    }
}
