package dev.portolan.internal.work;

import dev.portolan.error.CancelledException;
import dev.portolan.error.Problem;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Runs tasks on a bounded number of threads until none is left or one fails. The caller's own thread is one of
 * them, so an executor that has no thread to spare slows the work but never blocks it. Tasks may add tasks.
 *
 * <p>Large tasks take at most half of the threads while small ones wait, the largest first; so the small ones do
 * not stand behind them, and a large one does not begin last.
 */
public final class Workers {
    private static final long LARGE = 4 << 20;

    /** One piece of work; its size in bytes decides when it runs. */
    private record Task(long size, Runnable work) {}

    private final Executor executor;
    private final int width;
    private final long bytesInFlight;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Queue<Task> large =
            new PriorityQueue<>(Comparator.comparingLong(Task::size).reversed());
    private final Deque<Task> small = new ArrayDeque<>();
    private final Set<Thread> threads = new HashSet<>();
    private final Thread caller = Thread.currentThread();
    private int helpers;
    private int running;
    private int largeRunning;
    private long bytesRunning;
    private boolean callerStopped;
    private @Nullable Throwable failure;

    /** Prepares a run on the threads of an executor and the caller's: so many at a time, with so many bytes under way. */
    public Workers(Executor executor, int width, long bytesInFlight) {
        this.executor = executor;
        this.width = width;
        this.bytesInFlight = bytesInFlight;
    }

    /** Adds a task; ignored once one has failed. */
    public void add(long size, Runnable work) {
        boolean more;
        lock.lock();
        try {
            if (failure != null) {
                return;
            }
            if (size >= LARGE) {
                large.add(new Task(size, work));
            } else {
                small.add(new Task(size, work));
            }
            more = helpers < width - 1 && small.size() + large.size() > 1 - (running > 0 ? 1 : 0);
            if (more) {
                helpers++;
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        if (more) {
            startHelper();
        }
    }

    private void startHelper() {
        try {
            executor.execute(this::help);
        } catch (RejectedExecutionException e) {
            // The caller's thread does the work alone, as far as no other helper is there.
            lock.lock();
            try {
                helpers--;
            } finally {
                lock.unlock();
            }
        }
    }

    /** Works until all tasks are done. Throws the first failure, after all threads have left their tasks. */
    public void run() {
        work(true);
        lock.lock();
        try {
            while (helpers > 0 && !threads.isEmpty()) {
                changed.awaitUninterruptibly();
            }
            if (callerStopped) {
                // The flag came from here, to get this thread out of its task; it is not the application's.
                Thread.interrupted();
            }
            if (failure instanceof RuntimeException e) {
                throw e;
            }
            if (failure instanceof Error e) {
                throw e;
            }
        } finally {
            lock.unlock();
        }
    }

    private void help() {
        try {
            work(false);
        } finally {
            lock.lock();
            try {
                helpers--;
                // An interrupt was meant for the task, not for what this thread does next.
                Thread.interrupted();
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    private void work(boolean untilAllIsDone) {
        lock.lock();
        try {
            threads.add(Thread.currentThread());
            for (Task task = next(untilAllIsDone); task != null; task = next(untilAllIsDone)) {
                perform(task);
            }
        } finally {
            threads.remove(Thread.currentThread());
            changed.signalAll();
            lock.unlock();
        }
    }

    private void perform(Task task) {
        running++;
        largeRunning += task.size >= LARGE ? 1 : 0;
        bytesRunning += task.size;
        lock.unlock();
        Throwable thrown = null;
        try {
            task.work.run();
        } catch (RuntimeException | Error e) {
            thrown = e;
        } finally {
            lock.lock();
        }
        running--;
        largeRunning -= task.size >= LARGE ? 1 : 0;
        bytesRunning -= task.size;
        if (thrown != null) {
            fail(thrown);
        }
        changed.signalAll();
    }

    /** The next task to run now; null when this thread is no longer needed. */
    private @Nullable Task next(boolean untilAllIsDone) {
        while (true) {
            if (failure != null) {
                return null;
            }
            Task task = poll();
            if (task != null) {
                return task;
            }
            boolean waiting = !small.isEmpty() || !large.isEmpty();
            if (running == 0 && !waiting || !untilAllIsDone && !waiting) {
                return null;
            }
            try {
                changed.await();
            } catch (InterruptedException e) {
                if (failure == null) {
                    fail(new CancelledException(Problem.of("copy given up").because("the thread was interrupted")));
                    Thread.currentThread().interrupt();
                }
                return null;
            }
        }
    }

    private @Nullable Task poll() {
        Task big = large.peek();
        Task little = small.peek();
        boolean takeBig = big != null && (little == null || largeRunning < Math.max(1, width / 2));
        Task task = takeBig ? big : little;
        if (task == null || bytesRunning > 0 && bytesRunning + task.size > bytesInFlight) {
            return null;
        }
        return takeBig ? large.poll() : small.poll();
    }

    private void fail(Throwable thrown) {
        if (failure != null) {
            return;
        }
        failure = thrown;
        small.clear();
        large.clear();
        for (Thread thread : threads) {
            if (thread != Thread.currentThread()) {
                callerStopped |= thread == caller;
                thread.interrupt();
            }
        }
        changed.signalAll();
    }
}
