package dev.portolan.archive.nio;

import dev.portolan.archive.FileArchive;
import java.nio.file.ClosedFileSystemException;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.WatchService;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.spi.FileSystemProvider;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;

/**
 * A file archive as a read-only file system for {@link java.nio.file.Files}. A file is transferred when it is read;
 * directories and attributes need no request.
 *
 * <pre>{@code
 * try (FileSystem files = ArchiveFileSystem.of(archives.pull(place))) {
 *     String config = Files.readString(files.getPath("/config.json"));
 * }
 * }</pre>
 *
 * <p>There is one root, {@code /}; relative paths are below it. Attributes are those of the views {@code basic} and
 * {@code posix}; users and groups are numeric. Operations that change something throw {@link
 * java.nio.file.ReadOnlyFileSystemException}. Failures are {@link java.io.IOException}s, with the {@link
 * dev.portolan.error.OciException} as their cause; a file whose bytes do not match its hash fails before its end. Safe
 * to use from several threads.
 *
 * @since 0.1.0
 */
public final class ArchiveFileSystem extends FileSystem {
    private final ArchiveFileSystemProvider provider;
    private final FileArchive archive;
    private final AtomicBoolean open = new AtomicBoolean(true);

    ArchiveFileSystem(ArchiveFileSystemProvider provider, FileArchive archive) {
        this.provider = provider;
        this.archive = archive;
    }

    /**
     * Returns the file system of an archive.
     *
     * @param archive closed with the file system
     */
    public static ArchiveFileSystem of(FileArchive archive) {
        return new ArchiveFileSystem(new ArchiveFileSystemProvider(), archive);
    }

    /** Returns the archive, for digests, stored sizes and extraction. */
    public FileArchive archive() {
        if (!open.get()) {
            throw new ClosedFileSystemException();
        }
        return archive;
    }

    /** Returns the reference of the archive, with its digest if it has one. */
    String archiveName() {
        return archive.where()
                + archive.manifest().map(manifest -> "@" + manifest.digest()).orElse("");
    }

    @Override
    public FileSystemProvider provider() {
        return provider;
    }

    @Override
    public void close() {
        if (open.getAndSet(false)) {
            archive.close();
        }
    }

    @Override
    public boolean isOpen() {
        return open.get();
    }

    @Override
    public boolean isReadOnly() {
        return true;
    }

    @Override
    public String getSeparator() {
        return "/";
    }

    @Override
    public Iterable<Path> getRootDirectories() {
        return List.of(getPath("/"));
    }

    @Override
    public Iterable<FileStore> getFileStores() {
        return List.of(new ArchiveFileStore(archive()));
    }

    @Override
    public Set<String> supportedFileAttributeViews() {
        return Set.of("basic", "owner", "posix");
    }

    @Override
    public Path getPath(String first, String... more) {
        StringBuilder path = new StringBuilder(first);
        for (String part : more) {
            if (!part.isEmpty()) {
                path.append(path.isEmpty() ? "" : "/").append(part);
            }
        }
        return ArchivePath.parse(this, path.toString());
    }

    @Override
    public PathMatcher getPathMatcher(String syntaxAndPattern) {
        int colon = syntaxAndPattern.indexOf(':');
        if (colon <= 0) {
            throw new IllegalArgumentException("the pattern must start with glob: or regex:, not " + syntaxAndPattern);
        }
        String syntax = syntaxAndPattern.substring(0, colon);
        String pattern = syntaxAndPattern.substring(colon + 1);
        Pattern compiled;
        if (syntax.equalsIgnoreCase("glob")) {
            compiled = Glob.compile(pattern);
        } else if (syntax.equalsIgnoreCase("regex")) {
            compiled = Pattern.compile(pattern);
        } else {
            throw new UnsupportedOperationException("the syntax must be glob or regex, not " + syntax);
        }
        return path -> compiled.matcher(path.toString()).matches();
    }

    /** Not supported, since users and groups are numeric. */
    @Override
    public UserPrincipalLookupService getUserPrincipalLookupService() {
        throw new UnsupportedOperationException("users and groups of an archive are numbers");
    }

    /** Not supported, since an archive does not change. */
    @Override
    public WatchService newWatchService() {
        throw new UnsupportedOperationException("an archive is read-only");
    }

    @Override
    public String toString() {
        return archiveName();
    }
}
