package dev.portolan.archive;

import dev.portolan.archive.index.ArchiveIndex;
import dev.portolan.error.NotFoundException;
import dev.portolan.error.Problem;
import dev.portolan.error.Text;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The tree of directories that the paths of an index imply. */
final class DirectoryView {
    private final ArchiveIndex index;
    private final String where;

    DirectoryView(ArchiveIndex index, String where) {
        this.index = index;
        this.where = where;
    }

    /** Returns the path as the index has it: {@code ""}, {@code "."} and {@code "/"} are the root. */
    static String normal(String path) {
        int start = path.startsWith("./") ? 2 : path.startsWith("/") ? 1 : 0;
        int end = path.endsWith("/") && path.length() > start ? path.length() - 1 : path.length();
        String normal = path.substring(start, end);
        return normal.equals(".") ? "" : normal;
    }

    static String prefix(String directory) {
        return directory.isEmpty() ? "" : directory + "/";
    }

    /** Returns the normal path of a directory, which must exist. */
    String requireDirectory(String path) {
        String normal = normal(path);
        if (!isDirectory(normal)) {
            throw notFound("directory", normal, index.find(normal) >= 0 ? "it is a file" : "");
        }
        return normal;
    }

    /** Returns a file, which must exist. */
    ArchiveEntry requireFile(String path) {
        String normal = normal(path);
        return stat(normal)
                .filter(entry -> !entry.isDirectory())
                .orElseThrow(() -> notFound("file", normal, isDirectory(normal) ? "it is a directory" : ""));
    }

    private NotFoundException notFound(String kind, String path, String reason) {
        return new NotFoundException(Problem.of(kind + " " + Text.quote(path) + " not found in the archive")
                .at(where)
                .because(reason));
    }

    /** Returns the numbers of all files below a directory, in the order of their bytes. */
    int[] entriesBelow(String directory) {
        String prefix = prefix(directory);
        return FileRange.byOffset(index, index.firstFrom(prefix), index.firstAfter(prefix));
    }

    Optional<ArchiveEntry> stat(String path) {
        int file = index.find(path);
        if (file >= 0) {
            return Optional.of(ArchiveEntry.file(index, file));
        }
        return isDirectory(path) ? Optional.of(ArchiveEntry.directory(path)) : Optional.empty();
    }

    boolean isDirectory(String path) {
        String prefix = prefix(path);
        int first = index.firstFrom(prefix);
        return path.isEmpty() || first < index.count() && index.path(first).startsWith(prefix);
    }

    /** Lists a directory in the order of names. */
    List<ArchiveEntry> list(String directory) {
        String prefix = prefix(directory);
        int end = index.firstAfter(prefix);
        List<ArchiveEntry> children = new ArrayList<>();
        for (int entry = index.firstFrom(prefix); entry < end; ) {
            String path = index.path(entry);
            int slash = path.indexOf('/', prefix.length());
            if (slash < 0) {
                children.add(ArchiveEntry.file(index, entry++));
            } else {
                String child = path.substring(0, slash);
                children.add(ArchiveEntry.directory(child));
                entry = index.firstAfter(child + "/");
            }
        }
        children.sort(Comparator.comparing(ArchiveEntry::path));
        return children;
    }

    /** Walks through everything below a directory, lazily and each directory before its content. */
    Stream<ArchiveEntry> walk(String directory) {
        return StreamSupport.stream(
                Spliterators.spliteratorUnknownSize(
                        new Walk(prefix(directory)), Spliterator.ORDERED | Spliterator.NONNULL | Spliterator.DISTINCT),
                false);
    }

    private final class Walk implements Iterator<ArchiveEntry> {
        private final Deque<ArchiveEntry> ready = new ArrayDeque<>();
        private final int end;
        private int entry;
        private String parent;

        Walk(String prefix) {
            entry = index.firstFrom(prefix);
            end = index.firstAfter(prefix);
            parent = prefix;
        }

        @Override
        public boolean hasNext() {
            return !ready.isEmpty() || entry < end;
        }

        @Override
        public ArchiveEntry next() {
            if (ready.isEmpty()) {
                ArchiveEntry file = ArchiveEntry.file(index, entry++);
                addDirectories(file.path());
                ready.add(file);
            }
            return ready.remove();
        }

        /** Adds the directories that this path enters and the one before did not. */
        private void addDirectories(String path) {
            int shared = 0;
            while (shared < Math.min(path.length(), parent.length()) && path.charAt(shared) == parent.charAt(shared)) {
                shared++;
            }
            for (int slash = path.indexOf('/', shared); slash >= 0; slash = path.indexOf('/', slash + 1)) {
                ready.add(ArchiveEntry.directory(path.substring(0, slash)));
            }
            parent = path.substring(0, path.lastIndexOf('/') + 1);
        }
    }
}
