package dev.portolan.fs.files;

import dev.portolan.content.Streams;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.NotLinkException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An open directory. Operations stay inside it even if the directory is moved and replaced by a symbolic link: where
 * the file system allows it, every call goes through the open handle and never through the path. Elsewhere (Windows,
 * macOS) each call checks first that the path has no symbolic link in it.
 *
 * <p>All names are single components. No method follows a symbolic link. Safe to use from several threads.
 */
public final class OpenDirectory implements Closeable {
    private static final LinkOption NO_LINKS = LinkOption.NOFOLLOW_LINKS;
    private static final Set<StandardOpenOption> READ = Set.of(StandardOpenOption.READ);

    private final Path path;
    private final @Nullable SecureDirectoryStream<Path> handle;

    private OpenDirectory(Path path, @Nullable SecureDirectoryStream<Path> handle) {
        this.path = path;
        this.handle = handle;
    }

    /**
     * Opens a directory. Symbolic links on the way to it are followed: the caller trusts this path.
     *
     * @throws NotDirectoryException when it is not a directory
     */
    public static OpenDirectory at(Path directory) throws IOException {
        Path real = directory.toRealPath();
        return of(real, Files.newDirectoryStream(real));
    }

    private static OpenDirectory of(Path path, DirectoryStream<Path> stream) throws IOException {
        if (stream instanceof SecureDirectoryStream<Path> secure) {
            return new OpenDirectory(path, secure);
        }
        stream.close();
        return new OpenDirectory(path, null);
    }

    /** Returns where the directory was when it was opened; for messages, and for calls that take only paths. */
    public Path path() {
        return path;
    }

    /** Returns the name of a child as a path, in UTF-8 whatever the locale. */
    public Path name(String name) {
        return FileNames.name(path, name);
    }

    /**
     * Opens a directory in this one.
     *
     * @throws NotDirectoryException when it is something else, such as a symbolic link
     */
    public OpenDirectory open(Path name) throws IOException {
        Path child = path.resolve(name);
        if (!attributes(name).isDirectory()) {
            throw new NotDirectoryException(child.toString());
        }
        return handle == null ? new OpenDirectory(child, null) : of(child, handle.newDirectoryStream(name, NO_LINKS));
    }

    /** Lists the entries of the directory; use {@link Path#getFileName} of each. */
    public DirectoryStream<Path> list() throws IOException {
        if (handle == null) {
            check();
            return Files.newDirectoryStream(path);
        }
        return handle.newDirectoryStream(path.getFileSystem().getPath("."), NO_LINKS);
    }

    /**
     * Returns the attributes of a file, directory or link.
     *
     * @throws NoSuchFileException when nothing has this name
     */
    public BasicFileAttributes attributes(Path name) throws IOException {
        return view(name, BasicFileAttributeView.class).readAttributes();
    }

    /** Returns the attributes of a file, directory or link; empty when nothing has this name. */
    public Optional<BasicFileAttributes> find(Path name) throws IOException {
        try {
            return Optional.of(attributes(name));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** Returns a view of the attributes of a file, directory or link. */
    public <V extends FileAttributeView> V view(Path name, Class<V> type) throws IOException {
        if (handle != null) {
            return handle.getFileAttributeView(name, type, NO_LINKS);
        }
        check();
        return Files.getFileAttributeView(path.resolve(name), type, NO_LINKS);
    }

    /** Returns a view of the directory's own attributes. */
    public <V extends FileAttributeView> V view(Class<V> type) throws IOException {
        if (handle != null) {
            return handle.getFileAttributeView(type);
        }
        check();
        return Files.getFileAttributeView(path, type, NO_LINKS);
    }

    /** Opens a file, or creates one. */
    public SeekableByteChannel file(Path name, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
            throws IOException {
        Set<OpenOption> all = new java.util.HashSet<>(options);
        all.add(NO_LINKS);
        if (handle != null) {
            return handle.newByteChannel(name, all, attributes);
        }
        check();
        return Files.newByteChannel(path.resolve(name), all, attributes);
    }

    /**
     * Reads the target of a symbolic link.
     *
     * @throws NotLinkException when it is not one
     */
    public Path link(Path name) throws IOException {
        // no such call exists for a handle, so the path must lead to the same file before and after
        Object before = String.valueOf(attributes(name).fileKey());
        Path target = Files.readSymbolicLink(path.resolve(name));
        Path there = path.resolve(name);
        Object after = String.valueOf(
                Files.readAttributes(there, BasicFileAttributes.class, NO_LINKS).fileKey());
        if (!before.equals(after)) {
            throw new NotLinkException(there.toString(), null, "it was replaced while it was being read");
        }
        return target;
    }

    /** Removes a file or link. */
    public void deleteFile(Path name) throws IOException {
        if (handle != null) {
            handle.deleteFile(name);
            return;
        }
        check();
        Files.delete(path.resolve(name));
    }

    /** Removes an empty directory. */
    public void deleteDirectory(Path name) throws IOException {
        if (handle != null) {
            handle.deleteDirectory(name);
            return;
        }
        check();
        Files.delete(path.resolve(name));
    }

    /** Moves a file, directory or link to another directory in one step, over a file or link that is there. */
    public void move(Path name, OpenDirectory to, Path newName) throws IOException {
        if (handle != null && to.handle != null) {
            handle.move(name, to.handle, newName);
            return;
        }
        check();
        to.check();
        Files.move(path.resolve(name), to.path.resolve(newName), StandardCopyOption.ATOMIC_MOVE);
    }

    /**
     * Moves a file, directory or link to another directory in one step. A file never replaces one that another process
     * has just created, if the file system has hard links.
     *
     * @throws FileAlreadyExistsException when something has the new name
     */
    public void moveIfAbsent(Path name, OpenDirectory to, Path newName) throws IOException {
        if (attributes(name).isRegularFile() && linked(name, to, newName)) {
            deleteFile(name);
            return;
        }
        if (to.find(newName).isPresent()) {
            throw new FileAlreadyExistsException(to.path.resolve(newName).toString());
        }
        try {
            move(name, to, newName);
        } catch (NoSuchFileException e) {
            throw e;
        } catch (FileSystemException e) {
            // a non-empty directory that has appeared meanwhile causes an exception without its own type
            if (to.find(newName).isEmpty()) {
                throw e;
            }
            throw new FileAlreadyExistsException(to.path.resolve(newName).toString());
        }
    }

    /**
     * Gives a file a second name, which unlike renaming it fails when the name is taken. No such call exists for a
     * handle: it must be the same directory at its path before, and the same file through the handle afterwards.
     *
     * @return false when there are no hard links here, or the directory is no longer at its path
     * @throws FileAlreadyExistsException when something has the new name
     */
    private boolean linked(Path name, OpenDirectory to, Path newName) throws IOException {
        if (!isAtPath() || !to.isAtPath()) {
            return false;
        }
        Path link = to.path.resolve(newName);
        if (!NewNames.link(path.resolve(name), link)) {
            return false;
        }
        Object file = attributes(name).fileKey();
        if (file == null
                || to.find(newName)
                        .map(BasicFileAttributes::fileKey)
                        .filter(file::equals)
                        .isPresent()) {
            return true;
        }
        BasicFileAttributes there = Files.readAttributes(link, BasicFileAttributes.class, NO_LINKS);
        if (file.equals(there.fileKey())) {
            Files.delete(link);
        }
        return false;
    }

    private boolean isAtPath() throws IOException {
        try {
            if (handle == null) {
                return path.toRealPath().equals(path);
            }
            Object own = view(BasicFileAttributeView.class).readAttributes().fileKey();
            Object there = Files.readAttributes(path, BasicFileAttributes.class, NO_LINKS)
                    .fileKey();
            return own != null && own.equals(there);
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    /** Returns whether two are both files with the same bytes, or both symbolic links with the same target. */
    public boolean hasSame(Path name, OpenDirectory other, Path otherName) throws IOException {
        BasicFileAttributes mine = attributes(name);
        BasicFileAttributes theirs = other.attributes(otherName);
        if (mine.isSymbolicLink() && theirs.isSymbolicLink()) {
            return link(name).equals(other.link(otherName));
        }
        if (!mine.isRegularFile() || !theirs.isRegularFile() || mine.size() != theirs.size()) {
            return false;
        }
        try (SeekableByteChannel a = file(name, READ);
                SeekableByteChannel b = other.file(otherName, READ)) {
            ByteBuffer fromA = ByteBuffer.allocate(Streams.BUFFER);
            ByteBuffer fromB = ByteBuffer.allocate(Streams.BUFFER);
            while (Channels.fill(a, fromA.clear()) > 0) {
                Channels.fill(b, fromB.clear());
                if (!fromA.flip().equals(fromB.flip())) {
                    return false;
                }
            }
            return true;
        }
    }

    private void check() throws IOException {
        if (!path.toRealPath().equals(path)) {
            throw new NotDirectoryException(path.toString());
        }
    }

    @Override
    public void close() throws IOException {
        if (handle != null) {
            handle.close();
        }
    }
}
