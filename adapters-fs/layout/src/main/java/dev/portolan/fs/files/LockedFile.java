package dev.portolan.fs.files;

import dev.portolan.error.CancelledException;
import dev.portolan.error.Problem;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.FileLockInterruptionException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * A file that is open and locked against other processes and, in this one, against other threads. The operating system
 * releases the lock when the process dies: a file that {@link #create} made and {@link #take} gets was left by a process
 * that died. Closing removes the file, unless it was published or is kept.
 *
 * <p>The table of locks belongs to the whole JVM, as file locks do: POSIX drops a process's lock as soon as any
 * descriptor of the file is closed, so two threads must never have the same file open to lock it. It holds an entry
 * only while somebody has the lock or waits for it.
 */
public final class LockedFile implements AutoCloseable {
    private static final Map<Path, Gate> GATES = new HashMap<>();
    private static final OpenOption READ = StandardOpenOption.READ;
    private static final OpenOption WRITE = StandardOpenOption.WRITE;
    private static final OpenOption NO_LINK = LinkOption.NOFOLLOW_LINKS;

    private final Path file;
    private final Gate gate;
    private final FileChannel channel;
    private boolean stays;

    private static final class Gate {
        private final Semaphore free = new Semaphore(1);
        private int users;
    }

    private LockedFile(Path file, Gate gate, FileChannel channel) {
        this.file = file;
        this.gate = gate;
        this.channel = channel;
    }

    /**
     * Opens and locks a file that is kept, creates it if it is missing, and waits for the holder of the lock.
     *
     * @param file with all links on the way to it resolved
     * @param what what the caller waits for, for messages
     * @param where where, for messages
     */
    public static LockedFile acquire(Path file, String what, String where) throws IOException {
        Gate gate = enter(file);
        try {
            gate.free.acquire();
        } catch (InterruptedException e) {
            leave(file, gate, false);
            throw CancelledException.interrupted(Problem.of(what).at(where), e);
        }
        try {
            LockedFile locked = open(file, gate, Set.of(READ, WRITE, NO_LINK, StandardOpenOption.CREATE), true)
                    .orElseThrow();
            locked.keep();
            return locked;
        } catch (FileLockInterruptionException e) {
            throw CancelledException.interrupted(Problem.of(what).at(where), e);
        }
    }

    /**
     * Creates and locks a file with a name that is never used again.
     *
     * @param folder with all links on the way to it resolved
     * @param prefix the beginning of the name
     * @param suffix its end
     */
    public static LockedFile create(Path folder, String prefix, String suffix) throws IOException {
        while (true) {
            byte[] random = new byte[16];
            ThreadLocalRandom.current().nextBytes(random);
            Path file = folder.resolve(prefix + HexFormat.of().formatHex(random) + suffix);
            // another process may take it, before it is locked, for one that was left
            Optional<LockedFile> created =
                    tryAcquire(file, Set.of(READ, WRITE, NO_LINK, StandardOpenOption.CREATE_NEW));
            if (created.isPresent()) {
                return created.get();
            }
        }
    }

    /**
     * Locks a file that was left; empty when somebody else has it, or had it and is done with it, or when it belongs to
     * another user. Never creates one: then two processes could have different files of one name.
     *
     * @param file with all links on the way to it resolved
     */
    public static Optional<LockedFile> take(Path file) throws IOException {
        try {
            return tryAcquire(file, Set.of(READ, WRITE, NO_LINK));
        } catch (NoSuchFileException | AccessDeniedException e) {
            return Optional.empty();
        }
    }

    private static Optional<LockedFile> tryAcquire(Path file, Set<OpenOption> options) throws IOException {
        Gate gate = enter(file);
        if (!gate.free.tryAcquire()) {
            leave(file, gate, false);
            return Optional.empty();
        }
        Optional<LockedFile> locked = open(file, gate, options, false);
        if (locked.isPresent() && !Files.exists(file)) {
            locked.get().close();
            return Optional.empty();
        }
        return locked;
    }

    private static Optional<LockedFile> open(Path file, Gate gate, Set<OpenOption> options, boolean wait)
            throws IOException {
        FileChannel channel = null;
        FileLock lock = null;
        try {
            channel = FileChannel.open(file, options);
            lock = wait ? channel.lock() : channel.tryLock();
            return lock == null ? Optional.empty() : Optional.of(new LockedFile(file, gate, channel));
        } finally {
            if (lock == null) {
                giveUp(file, gate, channel);
            }
        }
    }

    /** Returns the path of the file. */
    public Path file() {
        return file;
    }

    /** Returns the open file; an interrupt of a thread that uses it closes it and gives the lock back. */
    public FileChannel channel() {
        return channel;
    }

    /** Gives the file its final name; an existing file of that name is replaced. */
    public void publish(Path target) throws IOException {
        Files.move(file, target, StandardCopyOption.ATOMIC_MOVE);
        stays = true;
    }

    /** Leaves the file where it is when it is closed. */
    public void keep() {
        stays = true;
    }

    @Override
    public void close() throws IOException {
        try {
            if (!stays) {
                Files.deleteIfExists(file);
            }
        } finally {
            giveUp(file, gate, channel);
        }
    }

    /** The file is closed before the next thread may open it. */
    private static void giveUp(Path file, Gate gate, @Nullable FileChannel channel) throws IOException {
        try {
            if (channel != null) {
                channel.close();
            }
        } finally {
            leave(file, gate, true);
        }
    }

    private static Gate enter(Path file) {
        synchronized (GATES) {
            Gate gate = GATES.computeIfAbsent(file, path -> new Gate());
            gate.users++;
            return gate;
        }
    }

    private static void leave(Path file, Gate gate, boolean acquired) {
        if (acquired) {
            gate.free.release();
        }
        synchronized (GATES) {
            if (--gate.users == 0) {
                GATES.remove(file);
            }
        }
    }
}
