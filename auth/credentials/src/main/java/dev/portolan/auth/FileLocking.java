package dev.portolan.auth;

import dev.portolan.error.Problem;
import dev.portolan.error.StorageException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A lock on {@code FILE.lock}, held by one thread of one process at a time. The lock file is kept; only its owner can
 * read it.
 */
final class FileLocking {
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);
    private static final FileAttribute<?> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final Duration BETWEEN_TRIES = Duration.ofMillis(10);
    /**
     * Held by the one thread of this JVM that has a lock file open: closing a file releases every lock that the process
     * holds on it, also those of other threads.
     */
    private static final ReentrantLock IN_THIS_PROCESS = new ReentrantLock();

    private FileLocking() {}

    /** The action to run while the lock is held. */
    interface Action {
        void run() throws IOException;
    }

    /**
     * Runs an action while holding the lock.
     *
     * @throws StorageException when it is not free after 30 seconds
     * @throws InterruptedIOException when the thread is interrupted while it waits
     */
    static void locked(Path file, Action action) throws IOException {
        Path lockFile = file.resolveSibling(file.getFileName() + ".lock");
        boolean posix = lockFile.getFileSystem().supportedFileAttributeViews().contains("posix");
        FileAttribute<?>[] attributes = posix ? new FileAttribute<?>[] {OWNER_ONLY} : new FileAttribute<?>[0];
        long deadline = System.nanoTime() + LONGEST_WAIT.toNanos();
        try {
            if (!IN_THIS_PROCESS.tryLock(LONGEST_WAIT.toNanos(), TimeUnit.NANOSECONDS)) {
                throw taken(file);
            }
            try (FileChannel channel = FileChannel.open(
                    lockFile, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE), attributes)) {
                await(channel, file, deadline);
                action.run();
            } finally {
                IN_THIS_PROCESS.unlock();
            }
        } catch (InterruptedException e) {
            throw (IOException) new InterruptedIOException("interrupted while waiting for a lock").initCause(e);
        }
    }

    private static void await(FileChannel channel, Path file, long deadline) throws IOException, InterruptedException {
        while (tryLock(channel) == null) {
            if (System.nanoTime() - deadline > 0) {
                throw taken(file);
            }
            Thread.sleep(BETWEEN_TRIES.toMillis());
        }
    }

    private static StorageException taken(Path file) {
        return new StorageException(Problem.of("storing credentials failed")
                .at(file.toString())
                .because("another program has locked it for " + LONGEST_WAIT.toSeconds() + " s")
                .retryable(true));
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null; // a copy of this class has it, which another class loader has loaded
        }
    }
}
