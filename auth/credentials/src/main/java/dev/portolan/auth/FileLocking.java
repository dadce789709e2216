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
        try (FileChannel channel =
                FileChannel.open(lockFile, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE), attributes)) {
            await(channel, file);
            action.run();
        }
    }

    private static void await(FileChannel channel, Path file) throws IOException {
        long deadline = System.nanoTime() + LONGEST_WAIT.toNanos();
        while (tryLock(channel) == null) {
            if (System.nanoTime() - deadline > 0) {
                throw new StorageException(Problem.of("storing credentials failed")
                        .at(file.toString())
                        .because("another program has locked it for " + LONGEST_WAIT.toSeconds() + " s")
                        .retryable(true));
            }
            try {
                Thread.sleep(BETWEEN_TRIES.toMillis());
            } catch (InterruptedException e) {
                throw (IOException) new InterruptedIOException("interrupted while waiting for a lock").initCause(e);
            }
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null; // another thread of this process has it
        }
    }
}
