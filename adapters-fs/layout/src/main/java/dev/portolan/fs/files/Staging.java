package dev.portolan.fs.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The hidden folder of a destination where things lie until they are verified. Each user has a session there, a
 * folder whose lock tells the others that it is alive. What a killed process has left is removed by the next one;
 * only partial files are kept, to be continued. Safe to use from several threads and from several processes at once.
 */
public final class Staging implements AutoCloseable {
    /** The name of the folder, directly below the destination. */
    public static final String NAME = ".portolan-partial";

    private static final String LOCK = ".lock";
    private static final String PARTIAL = ".partial";
    /**
     * Marks this JVM's sessions: their lock files must not even be opened by others within it, as closing a file
     * gives up all locks that the process holds on it.
     */
    private static final String OWN = "session-" + UUID.randomUUID();

    private final Path folder;
    private final Path session;
    private final FileChannel lock;
    private final AtomicLong names = new AtomicLong();
    private final Set<String> claimed = ConcurrentHashMap.newKeySet();

    private Staging(Path folder, Path session, FileChannel lock) {
        this.folder = folder;
        this.session = session;
        this.lock = lock;
    }

    /** Opens a session in a destination, which must be there. */
    public static Staging in(Path destination) throws IOException {
        Path folder = destination.resolve(NAME);
        while (true) {
            try {
                return open(folder);
            } catch (NoSuchFileException e) {
                // another process has just removed the folder, as it was empty: again
                if (!Files.isDirectory(destination)) {
                    throw e;
                }
            }
        }
    }

    private static Staging open(Path folder) throws IOException {
        try {
            Files.createDirectory(folder);
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
                throw e;
            }
        }
        sweep(folder);
        Path session = folder.resolve(OWN + "-" + UUID.randomUUID());
        FileChannel lock = FileChannel.open(lockOf(session), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try {
            lock.lock();
            // an empty file is one that is not locked yet
            lock.write(ByteBuffer.allocate(1));
            return new Staging(folder, Files.createDirectory(session), lock);
        } catch (IOException | RuntimeException e) {
            // an interrupt, for one, closes what it finds open
            lock.close();
            Files.deleteIfExists(lockOf(session));
            Trees.deleteIfEmpty(folder);
            throw e;
        }
    }

    private static Path lockOf(Path session) {
        return session.resolveSibling(session.getFileName() + LOCK);
    }

    /** Ends the sessions of processes that are no more: their locks are free. */
    private static void sweep(Path folder) throws IOException {
        try (DirectoryStream<Path> locks = Files.newDirectoryStream(folder, "session-*" + LOCK)) {
            for (Path path : locks) {
                String name = String.valueOf(path.getFileName());
                if (!name.startsWith(OWN)) {
                    sweep(path, folder.resolve(name.substring(0, name.length() - LOCK.length())));
                }
            }
        }
    }

    private static void sweep(Path lock, Path session) throws IOException {
        try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.WRITE)) {
            if (channel.size() > 0) {
                try (FileLock free = channel.tryLock()) {
                    if (free != null) {
                        end(session);
                        Files.deleteIfExists(lock);
                    }
                }
            }
        } catch (NoSuchFileException e) {
            // it ended in this moment
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

    /** A new empty folder, removed when this is closed. */
    public Path newFolder() throws IOException {
        return Files.createDirectory(newFile());
    }

    /** A path where nothing is yet; what is put there is removed when this is closed. */
    public Path newFile() {
        return session.resolve(Long.toString(names.incrementAndGet()));
    }

    /**
     * A path for a file that can be continued, with what an earlier session has left of it; what this session
     * leaves there is kept for a later one. To be given back.
     *
     * @return empty when it is in use in this session
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
                // nothing was left, or another process continues it
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
            end(session);
            Files.deleteIfExists(lockOf(session));
        } finally {
            lock.close();
        }
        Trees.deleteIfEmpty(folder);
    }
}
