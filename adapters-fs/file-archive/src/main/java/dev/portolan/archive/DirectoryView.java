package dev.portolan.archive;

import dev.portolan.archive.index.ArchiveIndex;
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

/** The tree of directories in the paths of an index. A directory exists if there is a file below it. */
final class DirectoryView {
    private final ArchiveIndex index;

    DirectoryView(ArchiveIndex index) {
        this.index = index;
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

    /** Lists a directory, sorted by name. */
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

    /**
     * Lists everything below a directory, each directory before its content; made one by one as it is asked
     * for.
     */
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
