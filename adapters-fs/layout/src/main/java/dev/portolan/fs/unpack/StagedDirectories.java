package dev.portolan.fs.unpack;

import dev.portolan.fs.files.FileFailure;
import dev.portolan.fs.files.OpenDirectory;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The open directories of a tree; only a few, because each takes two file descriptors. */
final class StagedDirectories implements AutoCloseable {
    private static final int MOST_OPEN = 64;
    /** PATH_MAX of Linux. A longer path could be created step by step, and then not be removed. */
    private static final int LONGEST_PATH = 4000;

    /** Creates a directory unless it exists. */
    interface Maker {
        void make(OpenDirectory parent, Path name) throws IOException;
    }

    private final OpenDirectory root;
    private final Maker maker;
    /** Waits for all users of open directories. */
    private final FileFailure.Action barrier;

    private final Map<List<String>, OpenDirectory> open = new LinkedHashMap<>(MOST_OPEN, 0.75f, true);

    StagedDirectories(OpenDirectory root, Maker maker, FileFailure.Action barrier) {
        this.root = root;
        this.maker = maker;
        this.barrier = barrier;
    }

    /** Opens a directory, which is created if it is missing. It stays open for at least one more call. */
    OpenDirectory get(List<String> components) throws IOException {
        OpenDirectory known = components.isEmpty() ? root : open.get(components);
        if (known != null) {
            return known;
        }
        if (open.size() >= MOST_OPEN) {
            barrier.run();
            closeOldest();
        }
        OpenDirectory parent = root;
        for (int i = 1; i <= components.size(); i++) {
            List<String> path = components.subList(0, i);
            OpenDirectory next = open.get(path);
            if (next == null) {
                next = make(parent, components.get(i - 1));
                if (open.size() < MOST_OPEN || i == components.size()) {
                    open.put(List.copyOf(path), next);
                }
            }
            if (i > 1 && !open.containsKey(components.subList(0, i - 1))) {
                parent.close();
            }
            parent = next;
        }
        return parent;
    }

    private OpenDirectory make(OpenDirectory parent, String component) throws IOException {
        Path name = parent.name(component);
        Path path = parent.path().resolve(name);
        if (path.toString().length() > LONGEST_PATH) {
            throw new FileSystemException(path.toString(), null, "File name too long");
        }
        maker.make(parent, name);
        return parent.open(name);
    }

    /** Opens a directory if it exists. It stays open for at least one more call. */
    Optional<OpenDirectory> find(List<String> components) throws IOException {
        if (components.isEmpty() || open.containsKey(components)) {
            return Optional.of(get(components));
        }
        Optional<OpenDirectory> parent = find(components.subList(0, components.size() - 1));
        if (parent.isEmpty()) {
            return Optional.empty();
        }
        Path name = parent.get().name(components.get(components.size() - 1));
        try {
            return parent.get().attributes(name).isDirectory() ? Optional.of(get(components)) : Optional.empty();
        } catch (FileSystemException e) {
            // missing, or longer than any name
            return Optional.empty();
        }
    }

    private void closeOldest() throws IOException {
        Iterator<OpenDirectory> oldest = open.values().iterator();
        for (int i = 0; i < MOST_OPEN / 2; i++) {
            oldest.next().close();
            oldest.remove();
        }
    }

    @Override
    public void close() throws IOException {
        for (OpenDirectory directory : open.values()) {
            directory.close();
        }
        root.close();
    }
}
