package dev.portolan.fs.layout;

import dev.portolan.error.CancelledException;
import dev.portolan.error.Problem;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLockInterruptionException;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * A file that is open and locked against other processes and, in this one, against other threads. The operating system
 * releases the lock when the process dies, so no cleanup is needed.
 *
 * <p>The table of locks belongs to the whole JVM, as file locks do: POSIX drops a process's lock as soon as any
 * descriptor of the file is closed, so two threads must never have the same file open to lock it. It holds an entry
 * only while somebody has the lock or waits for it.
 */
final class LockedFile implements AutoCloseable {
    private static final Map<Path, Gate> GATES = new HashMap<>();
    private static final Set<OpenOption> EXISTING =
            Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);

    private final Path file;
    private final Gate gate;
    private final FileChannel channel;

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
     * Opens and locks a file, creates it if it is missing, and waits for the holder of the lock.
     *
     * @param file with all links on the way to it resolved
     */
    static LockedFile acquire(Path file, String where) throws IOException {
        Gate gate = enter(file);
        try {
            gate.free.acquire();
        } catch (InterruptedException e) {
            leave(file, gate, false);
            throw interrupted(where, e);
        }
        FileChannel channel = null;
        try {
            channel = FileChannel.open(file, existingOr(StandardOpenOption.CREATE));
            channel.lock();
            return new LockedFile(file, gate, channel);
        } catch (FileLockInterruptionException e) {
            giveUp(file, gate, channel);
            throw interrupted(where, e);
        } catch (IOException | RuntimeException e) {
            giveUp(file, gate, channel);
            throw e;
        }
    }

    /**
     * Creates and locks a file.
     *
     * @param file with all links on the way to it resolved
     * @return empty when somebody else was quicker to lock it
     * @throws java.nio.file.FileAlreadyExistsException when there is one
     */
    static Optional<LockedFile> create(Path file) throws IOException {
        return tryAcquire(file, existingOr(StandardOpenOption.CREATE_NEW));
    }

    /**
     * Opens and locks a file that exists.
     *
     * @param file with all links on the way to it resolved
     * @return empty when somebody else has the lock
     * @throws java.nio.file.NoSuchFileException when there is none
     */
    static Optional<LockedFile> tryAcquire(Path file) throws IOException {
        return tryAcquire(file, EXISTING);
    }

    private static Set<OpenOption> existingOr(OpenOption option) {
        Set<OpenOption> options = new HashSet<>(EXISTING);
        options.add(option);
        return options;
    }

    private static Optional<LockedFile> tryAcquire(Path file, Set<OpenOption> options) throws IOException {
        Gate gate = enter(file);
        if (!gate.free.tryAcquire()) {
            leave(file, gate, false);
            return Optional.empty();
        }
        FileChannel channel = null;
        try {
            channel = FileChannel.open(file, options);
            if (channel.tryLock() == null) {
                giveUp(file, gate, channel);
                return Optional.empty();
            }
            return Optional.of(new LockedFile(file, gate, channel));
        } catch (IOException | RuntimeException e) {
            giveUp(file, gate, channel);
            throw e;
        }
    }

    Path file() {
        return file;
    }

    /** Returns the open file; an interrupt of a thread that uses it closes it and gives the lock back. */
    FileChannel channel() {
        return channel;
    }

    @Override
    public void close() throws IOException {
        giveUp(file, gate, channel);
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

    private static CancelledException interrupted(String where, Exception e) {
        return CancelledException.interrupted(
                Problem.of("waiting for the layout's lock").at(where), e);
    }
}
