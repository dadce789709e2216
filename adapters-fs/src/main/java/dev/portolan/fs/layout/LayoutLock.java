package dev.portolan.fs.layout;

import dev.portolan.content.Streams;
import dev.portolan.error.CancelledException;
import dev.portolan.error.Problem;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.FileLockInterruptionException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A file that is locked against other processes and, in this one, against other threads. The operating system gives
 * the lock back when the process dies, so nobody has to clean up.
 *
 * <p>The table of locks belongs to the whole JVM, as file locks do: POSIX drops a process's lock as soon as any
 * descriptor of the file is closed, so two threads must never have the same lock file open. It holds an entry only
 * while somebody holds or waits for the lock.
 */
final class LayoutLock {
    private static final Map<Path, Gate> GATES = new HashMap<>();

    private final Path file;
    private final String place;

    private static final class Gate {
        private final ReentrantLock mutex = new ReentrantLock();
        private int users;
    }

    /** Work under the lock. */
    interface Work<T> {
        T run() throws IOException;
    }

    /**
     * Names a lock.
     *
     * @param file the lock file, with all links on the way to it resolved; made when it is first locked
     */
    LayoutLock(Path file, String place) {
        this.file = file;
        this.place = place;
    }

    /** Runs work with the lock, for which it waits. */
    <T> T with(Work<T> work) {
        String what = "locking the layout";
        Gate gate = enter();
        try {
            gate.mutex.lockInterruptibly();
        } catch (InterruptedException e) {
            leave(gate, false);
            Thread.currentThread().interrupt();
            throw new CancelledException(Problem.of(what)
                    .at(place)
                    .because("the thread was interrupted")
                    .causedBy(e));
        }
        try (FileChannel channel = openFile();
                FileLock lock = channel.lock()) {
            what = "changing the layout";
            assert lock.isValid();
            return work.run();
        } catch (FileLockInterruptionException e) {
            Thread.currentThread().interrupt();
            throw new CancelledException(Problem.of(what)
                    .at(place)
                    .because("the thread was interrupted")
                    .causedBy(e));
        } catch (IOException e) {
            throw Streams.failure(what, place, e);
        } finally {
            leave(gate, true);
        }
    }

    private FileChannel openFile() throws IOException {
        return FileChannel.open(
                file,
                Set.of(
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE,
                        LinkOption.NOFOLLOW_LINKS));
    }

    private Gate enter() {
        synchronized (GATES) {
            Gate gate = GATES.computeIfAbsent(file, path -> new Gate());
            gate.users++;
            return gate;
        }
    }

    private void leave(Gate gate, boolean locked) {
        if (locked) {
            gate.mutex.unlock();
        }
        synchronized (GATES) {
            if (--gate.users == 0) {
                GATES.remove(file);
            }
        }
    }
}
