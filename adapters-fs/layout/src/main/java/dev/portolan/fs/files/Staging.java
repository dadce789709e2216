package dev.portolan.fs.files;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The hidden directory of a destination that holds files until they are verified. Each user has a session there: a
 * directory that nobody else may read, and a lock file that tells other processes that the session is alive. The next
 * session removes what a killed process left behind, except partial files, which a later pull continues. Safe to use
 * from several threads and from several processes at once.
 */
public final class Staging implements AutoCloseable {
    /** The name of the directory, directly below the destination. */
    public static final String NAME = ".portolan-partial";

    private static final String SESSION = "session-";
    private static final String LOCK = ".lock";
    private static final String PARTIAL = ".partial";

    private final Path folder;
    private final Path session;
    private final LockedFile lock;
    private final OpenDirectory destination;
    private final OpenDirectory open;
    private final AtomicLong names = new AtomicLong();
    private final Set<String> claimed = ConcurrentHashMap.newKeySet();

    private Staging(Path folder, Path session, LockedFile lock, OpenDirectory destination, OpenDirectory open) {
        this.folder = folder;
        this.session = session;
        this.lock = lock;
        this.destination = destination;
        this.open = open;
    }

    /** Opens a session in a destination, which must exist. */
    public static Staging in(Path destination) throws IOException {
        OpenDirectory root = OpenDirectory.at(destination);
        try {
            while (true) {
                try {
                    return open(root);
                } catch (NoSuchFileException e) {
                    // another process has just removed the directory, because it was empty: try again
                    if (!Files.isDirectory(destination)) {
                        throw e;
                    }
                }
            }
        } catch (IOException | RuntimeException e) {
            root.close();
            throw e;
        }
    }

    private static Staging open(OpenDirectory destination) throws IOException {
        Path folder = destination.path().resolve(NAME);
        try {
            Files.createDirectory(folder);
        } catch (FileAlreadyExistsException e) {
            // missing again if another session has just removed it
            if (!Files.readAttributes(folder, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                    .isDirectory()) {
                throw new NotDirectoryException(folder.toString());
            }
        }
        sweep(folder);
        LockedFile lock = LockedFile.create(folder, SESSION, LOCK);
        Path session = sessionOf(lock.file());
        try {
            Files.createDirectory(session, Permissions.attributes(folder, 0700));
            try (OpenDirectory parent = destination.open(folder.getFileName())) {
                return new Staging(folder, session, lock, destination, parent.open(session.getFileName()));
            }
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(session);
            lock.close();
            Trees.deleteIfEmpty(folder);
            throw e;
        }
    }

    /** Returns whether a name is that of the staging directory, on any file system. */
    public static boolean isReserved(String name) {
        return FileNames.folded(name).equals(NAME);
    }

    private static Path sessionOf(Path lock) {
        String name = String.valueOf(lock.getFileName());
        return lock.resolveSibling(name.substring(0, name.length() - LOCK.length()));
    }

    /** Ends the sessions of dead processes, whose locks are free. */
    private static void sweep(Path folder) throws IOException {
        try (DirectoryStream<Path> locks = Files.newDirectoryStream(folder, SESSION + "*" + LOCK)) {
            for (Path path : locks) {
                Optional<LockedFile> dead = LockedFile.take(path);
                if (dead.isPresent()) {
                    try {
                        end(sessionOf(path), dead.get());
                    } catch (AccessDeniedException e) {
                        // the next session tries again
                    }
                }
            }
        }
    }

    /** Removes a session, and its lock file last: without it, nobody would find what could not be removed. */
    private static void end(Path session, LockedFile lock) throws IOException {
        try (lock) {
            lock.keep();
            end(session);
            Files.deleteIfExists(lock.file());
        }
    }

    private static void end(Path session) throws IOException {
        try (DirectoryStream<Path> partials = Files.newDirectoryStream(session, "*" + PARTIAL)) {
            for (Path partial : partials) {
                Files.move(partial, session.resolveSibling(partial.getFileName()), StandardCopyOption.ATOMIC_MOVE);
            }
        } catch (NoSuchFileException e) {
            return;
        }
        Trees.delete(session);
    }

    /** Returns the session's directory. */
    public OpenDirectory open() {
        return open;
    }

    /** Returns the destination. */
    public OpenDirectory destination() {
        return destination;
    }

    /** Creates an empty directory, which is removed with the session. */
    public Path newFolder() throws IOException {
        return Files.createDirectory(newFile());
    }

    /** Returns an unused path; a file created there is removed with the session. */
    public Path newFile() {
        return session.resolve(Long.toString(names.incrementAndGet()));
    }

    /**
     * Creates a directory in an open directory.
     *
     * @throws FileAlreadyExistsException when something has this name
     */
    public void createDirectory(OpenDirectory in, Path name, FileAttribute<?>... attributes) throws IOException {
        Path made = Files.createDirectory(newFile(), attributes);
        try {
            open.moveIfAbsent(nameOf(made), in, name);
        } catch (IOException e) {
            Files.deleteIfExists(made);
            throw e;
        }
    }

    /** Creates a symbolic link in an open directory, replacing a file or link with this name. */
    public void createSymbolicLink(OpenDirectory in, Path name, Path target) throws IOException {
        Path made = Files.createSymbolicLink(newFile(), target);
        open.move(nameOf(made), in, name);
    }

    /**
     * Creates a hard link in an open directory, replacing a file or link with this name.
     *
     * @param directory the directory of the existing file
     * @param existing the name of the existing file
     */
    public void createLink(OpenDirectory in, Path name, OpenDirectory directory, Path existing) throws IOException {
        String expected = String.valueOf(directory.attributes(existing).fileKey());
        Path made = Files.createLink(newFile(), directory.path().resolve(existing));
        // no such call exists for a handle: somebody may have replaced the path
        if (!String.valueOf(open.attributes(nameOf(made)).fileKey()).equals(expected)) {
            Files.delete(made);
            throw new NoSuchFileException(directory.path().resolve(existing).toString());
        }
        if (in.find(name)
                .map(there -> String.valueOf(there.fileKey()))
                .filter(expected::equals)
                .isPresent()) {
            // renaming one link of a file over another does nothing, and leaves both
            Files.delete(made);
            return;
        }
        open.move(nameOf(made), in, name);
    }

    private static Path nameOf(Path path) {
        return Objects.requireNonNull(path.getFileName());
    }

    /**
     * Returns the path of a file that can be continued, with the part that an earlier session left. The part that this
     * session leaves is kept for a later one. Call {@link #unclaim} when done.
     *
     * @return empty when this session is using it already
     */
    public Optional<Path> claim(String name) throws IOException {
        if (!claimed.add(name)) {
            return Optional.empty();
        }
        Path partial = session.resolve(name + PARTIAL);
        if (!Files.exists(partial, LinkOption.NOFOLLOW_LINKS)) {
            try {
                Files.move(folder.resolve(name + PARTIAL), partial, StandardCopyOption.ATOMIC_MOVE);
            } catch (NoSuchFileException e) {
                // nothing was left, or another process is continuing it
            }
            if (!Files.isRegularFile(partial, LinkOption.NOFOLLOW_LINKS)) {
                // a link in its place would redirect writes
                Trees.delete(partial);
            }
        }
        return Optional.of(partial);
    }

    /** Gives a claimed path back. */
    public void unclaim(String name) {
        claimed.remove(name);
    }

    @Override
    public void close() throws IOException {
        try {
            open.close();
            destination.close();
        } finally {
            end(session, lock);
        }
        Trees.deleteIfEmpty(folder);
    }
}
