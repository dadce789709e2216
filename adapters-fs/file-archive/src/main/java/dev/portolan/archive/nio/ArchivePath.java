package dev.portolan.archive.nio;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.ProviderMismatchException;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A path in an archive: names with {@code /} between them, absolute when it begins with one. Immutable. */
final class ArchivePath implements Path {
    private final ArchiveFileSystem fileSystem;
    private final boolean absolute;
    private final List<String> names;

    private ArchivePath(ArchiveFileSystem fileSystem, boolean absolute, List<String> names) {
        this.fileSystem = fileSystem;
        this.absolute = absolute;
        this.names = names;
    }

    /** Reads a path; empty names, as between two slashes, are left out. */
    static ArchivePath parse(ArchiveFileSystem fileSystem, String text) {
        int nul = text.indexOf('\0');
        if (nul >= 0) {
            throw new InvalidPathException(text, "a NUL character is not allowed", nul);
        }
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            throw new InvalidPathException(text, "the name contains half of a surrogate pair");
        }
        boolean absolute = text.startsWith("/");
        List<String> names = new ArrayList<>();
        for (String name : text.split("/")) {
            if (!name.isEmpty()) {
                names.add(name);
            }
        }
        return of(fileSystem, absolute, names);
    }

    /** The empty path has one name, which is empty. */
    private static ArchivePath of(ArchiveFileSystem fileSystem, boolean absolute, List<String> names) {
        boolean empty = names.isEmpty() && !absolute;
        return new ArchivePath(fileSystem, absolute, empty ? List.of("") : List.copyOf(names));
    }

    /** Returns the path as the archive has it: absolute, normal, without the slash at the beginning. */
    String inArchive() {
        return String.join("/", toAbsolutePath().normalize().names);
    }

    private boolean isEmpty() {
        return !absolute && names.size() == 1 && names.get(0).isEmpty();
    }

    private List<String> plainNames() {
        return isEmpty() ? List.of() : names;
    }

    @Override
    public ArchiveFileSystem getFileSystem() {
        return fileSystem;
    }

    @Override
    public boolean isAbsolute() {
        return absolute;
    }

    @Override
    public @Nullable ArchivePath getRoot() {
        return absolute ? of(fileSystem, true, List.of()) : null;
    }

    @Override
    public @Nullable ArchivePath getFileName() {
        return names.isEmpty() ? null : of(fileSystem, false, List.of(names.get(names.size() - 1)));
    }

    @Override
    public @Nullable ArchivePath getParent() {
        if (names.isEmpty() || names.size() == 1 && !absolute) {
            return null;
        }
        return of(fileSystem, absolute, names.subList(0, names.size() - 1));
    }

    @Override
    public int getNameCount() {
        return names.size();
    }

    @Override
    public ArchivePath getName(int index) {
        return subpath(index, index + 1);
    }

    @Override
    public ArchivePath subpath(int begin, int end) {
        if (begin < 0 || end > names.size() || begin >= end) {
            throw new IllegalArgumentException("there are " + names.size() + " names, not " + begin + " to " + end);
        }
        return of(fileSystem, false, names.subList(begin, end));
    }

    @Override
    public boolean startsWith(Path other) {
        if (!(other instanceof ArchivePath that) || that.fileSystem != fileSystem || that.absolute != absolute) {
            return false;
        }
        return names.size() >= that.names.size()
                && names.subList(0, that.names.size()).equals(that.names);
    }

    @Override
    public boolean endsWith(Path other) {
        if (!(other instanceof ArchivePath that) || that.fileSystem != fileSystem) {
            return false;
        }
        if (that.absolute) {
            return equals(that);
        }
        return names.size() >= that.names.size()
                && names.subList(names.size() - that.names.size(), names.size()).equals(that.names);
    }

    @Override
    public ArchivePath normalize() {
        List<String> normal = new ArrayList<>();
        for (String name : plainNames()) {
            boolean afterName =
                    !normal.isEmpty() && !normal.get(normal.size() - 1).equals("..");
            if (name.equals("..") && afterName) {
                normal.remove(normal.size() - 1);
            } else if (!name.equals(".") && !(name.equals("..") && absolute)) {
                normal.add(name);
            }
        }
        return of(fileSystem, absolute, normal);
    }

    @Override
    public ArchivePath resolve(Path other) {
        ArchivePath that = own(other);
        if (that.absolute) {
            return that;
        }
        List<String> all = new ArrayList<>(plainNames());
        all.addAll(that.plainNames());
        return of(fileSystem, absolute, all);
    }

    @Override
    public ArchivePath relativize(Path other) {
        ArchivePath that = own(other);
        if (that.absolute != absolute) {
            throw new IllegalArgumentException("of " + this + " and " + other + " only one is absolute");
        }
        List<String> from = plainNames();
        List<String> to = that.plainNames();
        int common = 0;
        while (common < Math.min(from.size(), to.size()) && from.get(common).equals(to.get(common))) {
            common++;
        }
        List<String> relative = new ArrayList<>();
        for (int i = common; i < from.size(); i++) {
            if (from.get(i).equals("..")) {
                throw new IllegalArgumentException("no path leads from " + this + " to " + other);
            }
            relative.add("..");
        }
        relative.addAll(to.subList(common, to.size()));
        return of(fileSystem, false, relative);
    }

    private ArchivePath own(Path other) {
        if (other instanceof ArchivePath that && that.fileSystem == fileSystem) {
            return that;
        }
        throw new ProviderMismatchException("a path of another file system: " + other);
    }

    /**
     * Returns the archive's reference with its digest, and the path in it. The URI does not find an open file system,
     * but can open a new one.
     */
    @Override
    public URI toUri() {
        try {
            return new URI(
                    ArchiveFileSystemProvider.SCHEME,
                    fileSystem.archiveName() + "!" + toAbsolutePath().normalize(),
                    null);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public ArchivePath toAbsolutePath() {
        return absolute ? this : of(fileSystem, true, plainNames());
    }

    @Override
    public ArchivePath toRealPath(LinkOption... options) throws IOException {
        ArchivePath real = toAbsolutePath().normalize();
        if (fileSystem.archive().stat(real.inArchive()).isEmpty()) {
            throw new NoSuchFileException(toString());
        }
        return real;
    }

    @Override
    public WatchKey register(WatchService watcher, WatchEvent.Kind<?>[] events, WatchEvent.Modifier... modifiers) {
        throw new UnsupportedOperationException("an archive is read-only");
    }

    @Override
    public int compareTo(Path other) {
        return toString().compareTo(((ArchivePath) other).toString());
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ArchivePath that
                && that.fileSystem == fileSystem
                && that.absolute == absolute
                && that.names.equals(names);
    }

    @Override
    public int hashCode() {
        return names.hashCode() * 31 + (absolute ? 1 : 0);
    }

    @Override
    public String toString() {
        return (absolute ? "/" : "") + String.join("/", names);
    }
}
