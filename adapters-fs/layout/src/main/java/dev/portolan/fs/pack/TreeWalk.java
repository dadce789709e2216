package dev.portolan.fs.pack;

import dev.portolan.error.OciException;
import dev.portolan.error.Problem;
import dev.portolan.error.StorageException;
import dev.portolan.error.Text;
import dev.portolan.error.UnsupportedException;
import dev.portolan.fs.files.FileFailure;
import dev.portolan.fs.files.FileNames;
import dev.portolan.fs.files.LinkRule;
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
import java.util.Optional;
import java.util.Queue;

/**
 * Walks a tree depth first, the entries of each directory in the order of their names' bytes. Keeps only the names of
 * the directories from the root to the current one. A directory that is not included itself is an entry only if
 * something below it is.
 */
final class TreeWalk implements Iterator<TreeEntry> {
    private static final int TYPE = 0170000;
    private static final int FILE = 0100000;
    private static final int DIRECTORY = 0040000;
    private static final int SYMLINK = 0120000;

    private record Child(String name, Path path) {}

    /** The rest of a directory, and whether all of it is included. */
    private record Level(Iterator<Child> children, boolean included) {}

    private final PathPatterns patterns;
    private final Path root;
    private final int rootLength;
    private final boolean unix;
    private final Deque<Level> stack = new ArrayDeque<>();
    /** Directories on the way to here that are not entries yet. */
    private final Deque<TreeEntry> undecided = new ArrayDeque<>();

    private final Queue<TreeEntry> ready = new ArrayDeque<>();

    /**
     * Starts with the directory itself; a symbolic link to a directory is followed.
     *
     * @param name the directory's name, which starts all other names; with {@code .} they have no such start
     */
    TreeWalk(Path root, String name, PathPatterns patterns) {
        this.patterns = patterns;
        this.root = root;
        this.rootLength = name.equals(".") ? 0 : name.length() + 1;
        this.unix = root.getFileSystem().supportedFileAttributeViews().contains("unix");
        Child child = new Child(name, root);
        try {
            TreeEntry entry = entry(child);
            ready.add(entry);
            stack.push(new Level(children(child).iterator(), patterns.includes("")));
        } catch (IOException e) {
            throw failure(child, e);
        }
    }

    @Override
    public boolean hasNext() {
        while (ready.isEmpty() && !stack.isEmpty()) {
            Level level = stack.element();
            if (level.children.hasNext()) {
                visit(level.children.next(), level.included);
            } else {
                stack.pop();
                undecided.pollLast();
            }
        }
        return !ready.isEmpty();
    }

    @Override
    public TreeEntry next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return ready.remove();
    }

    private void visit(Child child, boolean parentIncluded) {
        String path = child.name.substring(rootLength);
        if (patterns.excludes(path)) {
            return;
        }
        boolean included = parentIncluded || patterns.includes(path);
        try {
            TreeEntry entry = entry(child, LinkOption.NOFOLLOW_LINKS);
            if (entry.kind() == TreeEntry.Kind.DIRECTORY) {
                undecided.addLast(entry);
                stack.push(new Level(children(child).iterator(), included));
            }
            if (included) {
                ready.addAll(undecided);
                undecided.clear();
                if (entry.kind() != TreeEntry.Kind.DIRECTORY) {
                    ready.add(entry);
                }
            }
        } catch (IOException e) {
            throw failure(child, e);
        }
    }

    private static OciException failure(Child child, IOException e) {
        if (e instanceof NoSuchFileException) {
            return new StorageException(Problem.of("packing failed")
                    .at(child.path.toString())
                    .because("it was deleted while its directory was being packed")
                    .retryable(true)
                    .causedBy(e));
        }
        return FileFailure.of("reading a directory", child.path.toString(), e);
    }

    private static List<Child> children(Child directory) throws IOException {
        List<Child> children = new ArrayList<>();
        String prefix = directory.name.equals(".") ? "" : directory.name + "/";
        try (DirectoryStream<Path> paths = Files.newDirectoryStream(directory.path)) {
            for (Path path : paths) {
                children.add(new Child(prefix + FileNames.nameOf(path), path));
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
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

    private TreeEntry plainEntry(Child child, LinkOption... options) throws IOException {
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

    private TreeEntry entry(Child child, TreeEntry.Kind kind, int mode, long size, FileTime modified)
            throws IOException {
        return switch (kind) {
            case FILE -> new TreeEntry(child.name, child.path, kind, mode, size, modified, "");
            case DIRECTORY -> new TreeEntry(child.name, child.path, kind, mode, 0, modified, "");
            // the bits of a link mean nothing, and differ from system to system
            case SYMLINK -> new TreeEntry(child.name, child.path, kind, 0777, 0, modified, linkOf(child));
        };
    }

    /** Returns the target of a link, and refuses one that could not be unpacked again. */
    private String linkOf(Child link) throws IOException {
        String text = textOf(link.path);
        List<String> components = List.of(
                link.name.substring(Math.min(rootLength, link.name.length())).split("/"));
        Optional<String> problem = LinkRule.problem(
                components.subList(0, components.size() - 1),
                text,
                path -> Files.isDirectory(FileNames.below(root, path), LinkOption.NOFOLLOW_LINKS));
        if (problem.isPresent()) {
            throw new UnsupportedException(Problem.of("a symbolic link cannot be packed")
                    .at(link.path.toString())
                    .because("it points to " + Text.quote(text) + ", " + problem.get()
                            + "; it could not be unpacked again")
                    .advice("exclude it, or make it point inside the directory with a relative path"));
        }
        return text;
    }

    private static String textOf(Path link) throws IOException {
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
