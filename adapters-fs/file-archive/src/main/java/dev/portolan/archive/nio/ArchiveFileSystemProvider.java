package dev.portolan.archive.nio;

import dev.portolan.archive.ArchiveEntry;
import dev.portolan.archive.FileArchives;
import dev.portolan.error.InvalidReferenceException;
import dev.portolan.model.Reference;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.ProviderMismatchException;
import java.nio.file.ReadOnlyFileSystemException;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.FileOwnerAttributeView;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.spi.FileSystemProvider;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Opens file archives as file systems, by URIs such as {@code portolan:ghcr.io/myorg/myarchive:v1} or {@code
 * portolan:oci-layout:/srv/layout:v1}: after the scheme follows a {@link Reference}.
 *
 * <pre>{@code
 * FileSystem files = FileSystems.newFileSystem(
 *         URI.create("portolan:ghcr.io/myorg/myarchive:v1"), Map.of("archives", archives));
 * }</pre>
 *
 * <p>The provider has no state: the {@link FileArchives} in the environment determine the transport and the
 * credentials, and open file systems are not registered. Therefore {@link #getFileSystem} and {@link #getPath} never
 * find one.
 *
 * @since 0.1.0
 */
public final class ArchiveFileSystemProvider extends FileSystemProvider {
    /** The scheme of the URIs. */
    public static final String SCHEME = "portolan";
    /** The key of the {@link FileArchives} in the environment. */
    public static final String ARCHIVES = "archives";

    private static final Pattern FILE_IN_ARCHIVE = Pattern.compile("(.+?@[a-z0-9]+:[0-9a-f]+)!/.*", Pattern.DOTALL);
    private static final Set<OpenOption> WRITING = Set.of(
            StandardOpenOption.WRITE,
            StandardOpenOption.APPEND,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.DELETE_ON_CLOSE);

    /** Called by the Java platform; {@link ArchiveFileSystem#of} does not need a provider. */
    public ArchiveFileSystemProvider() {}

    @Override
    public String getScheme() {
        return SCHEME;
    }

    /**
     * Pulls an archive and opens it as a file system. The URI of a file from {@link Path#toUri} opens its archive.
     *
     * @throws IllegalArgumentException when the URI has another scheme or a malformed reference, or the environment has
     *     no archives
     * @throws IOException when the pull fails, with the {@link dev.portolan.error.OciException} as its cause
     */
    @Override
    public FileSystem newFileSystem(URI uri, Map<String, ?> environment) throws IOException {
        if (!SCHEME.equalsIgnoreCase(uri.getScheme())) {
            throw new IllegalArgumentException("not a URI with the scheme " + SCHEME + ": " + uri);
        }
        if (!(environment.get(ARCHIVES) instanceof FileArchives archives)) {
            throw new IllegalArgumentException("the environment has no FileArchives under \"" + ARCHIVES + "\"");
        }
        Reference reference = reference(uri);
        return IoErrors.translated(reference.toString(), () -> new ArchiveFileSystem(this, archives.pull(reference)));
    }

    /** Returns the reference of an archive, or of the archive of a file from {@link ArchivePath#toUri}. */
    private static Reference reference(URI uri) {
        Matcher file = FILE_IN_ARCHIVE.matcher(uri.getSchemeSpecificPart());
        try {
            return Reference.parse(file.matches() ? file.group(1) : uri.getSchemeSpecificPart());
        } catch (InvalidReferenceException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    /** Finds none: only who opened a file system knows it. */
    @Override
    public FileSystem getFileSystem(URI uri) {
        throw new FileSystemNotFoundException("file systems of archives cannot be looked up by URI: " + uri);
    }

    /** Finds none: only who opened a file system knows it. */
    @Override
    public Path getPath(URI uri) {
        throw new FileSystemNotFoundException("file systems of archives cannot be looked up by URI: " + uri);
    }

    private static ArchivePath own(Path path) {
        if (path instanceof ArchivePath own) {
            return own;
        }
        throw new ProviderMismatchException("a path of another file system: " + path);
    }

    private static ArchiveEntry entry(ArchivePath path) throws NoSuchFileException {
        return path.getFileSystem()
                .archive()
                .stat(path.inArchive())
                .orElseThrow(() -> new NoSuchFileException(path.toString()));
    }

    private static ArchivePath file(Path path, Iterable<? extends OpenOption> options) throws IOException {
        for (OpenOption option : options) {
            if (WRITING.contains(option)) {
                throw new ReadOnlyFileSystemException();
            }
        }
        ArchivePath own = own(path);
        if (entry(own).isDirectory()) {
            throw new FileSystemException(path.toString(), null, "is a directory");
        }
        return own;
    }

    @Override
    public SeekableByteChannel newByteChannel(
            Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes) throws IOException {
        ArchivePath file = file(path, options);
        String name = path.toString();
        return IoErrors.translated(
                name,
                IoErrors.translated(name, () -> file.getFileSystem().archive().openChannel(file.inArchive())));
    }

    @Override
    public InputStream newInputStream(Path path, OpenOption... options) throws IOException {
        ArchivePath file = file(path, List.of(options));
        String name = path.toString();
        return IoErrors.translated(
                name,
                IoErrors.translated(name, () -> file.getFileSystem().archive().open(file.inArchive())));
    }

    @Override
    public DirectoryStream<Path> newDirectoryStream(Path path, DirectoryStream.Filter<? super Path> filter)
            throws IOException {
        ArchivePath directory = own(path);
        if (!entry(directory).isDirectory()) {
            throw new NotDirectoryException(path.toString());
        }
        List<Path> children = directory.getFileSystem().archive().list(directory.inArchive()).stream()
                .map(child -> directory.resolve(child.name()))
                .toList();
        return new ArchiveDirectoryStream(children, filter);
    }

    @Override
    public boolean isSameFile(Path path, Path other) throws IOException {
        if (path.equals(other)) {
            return true;
        }
        return other instanceof ArchivePath that
                && that.getFileSystem() == own(path).getFileSystem()
                && own(path).toRealPath().equals(that.toRealPath());
    }

    /** Returns whether the name begins with a dot. */
    @Override
    public boolean isHidden(Path path) throws IOException {
        return entry(own(path)).name().startsWith(".");
    }

    @Override
    public FileStore getFileStore(Path path) throws IOException {
        entry(own(path));
        return new ArchiveFileStore(own(path).getFileSystem().archive());
    }

    @Override
    public void checkAccess(Path path, AccessMode... modes) throws IOException {
        ArchiveEntry entry = entry(own(path));
        for (AccessMode mode : modes) {
            boolean executable = entry.isDirectory() || (entry.mode() & 0111) != 0;
            if (mode == AccessMode.WRITE || mode == AccessMode.EXECUTE && !executable) {
                throw new AccessDeniedException(path.toString());
            }
        }
    }

    static PosixFileAttributes attributes(ArchivePath path) throws IOException {
        ArchiveEntry entry = entry(path);
        return new ArchiveAttributes(
                entry, new ArchiveAttributes.Key(path.getFileSystem().archive(), entry.path()));
    }

    @Override
    public <V extends FileAttributeView> @Nullable V getFileAttributeView(
            Path path, Class<V> type, LinkOption... options) {
        String name = type == BasicFileAttributeView.class
                ? "basic"
                : type == FileOwnerAttributeView.class ? "owner" : type == PosixFileAttributeView.class ? "posix" : "";
        return name.isEmpty() ? null : type.cast(new ArchiveAttributeView(name, own(path)));
    }

    @Override
    public <A extends BasicFileAttributes> A readAttributes(Path path, Class<A> type, LinkOption... options)
            throws IOException {
        if (type != BasicFileAttributes.class && type != PosixFileAttributes.class) {
            throw new UnsupportedOperationException("unknown attributes: " + type.getName());
        }
        return type.cast(attributes(own(path)));
    }

    @Override
    public Map<String, Object> readAttributes(Path path, String names, LinkOption... options) throws IOException {
        return NamedAttributes.read(attributes(own(path)), names);
    }

    @Override
    public void setAttribute(Path path, String attribute, @Nullable Object value, LinkOption... options) {
        throw new ReadOnlyFileSystemException();
    }

    @Override
    public void createDirectory(Path directory, FileAttribute<?>... attributes) {
        throw new ReadOnlyFileSystemException();
    }

    @Override
    public void delete(Path path) {
        throw new ReadOnlyFileSystemException();
    }

    @Override
    public void copy(Path source, Path target, CopyOption... options) {
        throw new ReadOnlyFileSystemException();
    }

    @Override
    public void move(Path source, Path target, CopyOption... options) {
        throw new ReadOnlyFileSystemException();
    }
}
