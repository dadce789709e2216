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
 * Runs tasks on a bounded number of threads until none is left or one fails. The thread that calls {@link #run} is
 * one of them, so an executor that has no thread to spare slows the work but never blocks it. Tasks may add tasks.
 *
 * <p>Large tasks take at most half of a pool of more than ten threads, and of a smaller one while small tasks wait; the
 * largest first: so small tasks need not wait for them, and a large one does not begin last.
 *
 * <p>The first failure interrupts all other threads of this run; an interrupt from outside counts as a failure too.
 * Interrupts of this class are cleared before a thread leaves it.
 */
public final class TaskPool {
    /** From this size on, in bytes, a task is a large one: 4 MiB. */
    static final long LARGE = 4 << 20;

    /** Below this width all threads may take large tasks. */
    private static final int FEWEST_LARGE = 5;

    /** One piece of work; its size in bytes decides when it runs. */
    private record Task(long size, Runnable work) {}

    private final Executor executor;
    private final int width;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Queue<Task> large =
            new PriorityQueue<>(Comparator.comparingLong(Task::size).reversed());
    private final Deque<Task> small = new ArrayDeque<>();
    /** The threads that are at work here now. */
    private final Set<Thread> threads = new HashSet<>();
    /** Those of them that were interrupted from here. */
    private final Set<Thread> stopped = new HashSet<>();

    private boolean begun;
    /** Helpers that the executor was asked for and that have not ended. */
    private int helpers;

    private int running;
    private int largeRunning;
    private @Nullable Throwable failure;

    /**
     * Prepares a run on the threads of an executor and that of {@link #run}.
     *
     * @param width how many tasks run at a time, at least 1
     */
    public TaskPool(Executor executor, int width) {
        this.executor = executor;
        this.width = width;
    }

    /**
     * Adds a task; ignored after a failure. Nothing runs before {@link #run}.
     *
     * @param size in bytes; 0 for tasks that transfer nothing
     */
    public void add(long size, Runnable work) {
        int wanted;
        lock.lock();
        try {
            if (failure != null) {
                return;
            }
            Task task = new Task(Math.max(0, size), work);
            (task.size >= LARGE ? large : small).add(task);
            wanted = begun ? wantHelpers() : 0;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        startHelpers(wanted);
    }

    /** Returns how many more helpers there is work for; they are counted as there from now on. */
    private int wantHelpers() {
        // A thread without a task is about to take one; if none is working, that is the caller's thread.
        int unserved = small.size() + large.size() - (running > 0 ? 0 : 1);
        int wanted = Math.max(0, Math.min(unserved, width - 1 - helpers));
        helpers += wanted;
        return wanted;
    }

    private void startHelpers(int wanted) {
        for (int started = 0; started < wanted; started++) {
            try {
                executor.execute(this::help);
            } catch (Throwable t) {
                lock.lock();
                helpers -= wanted - started;
                if (!(t instanceof RejectedExecutionException)) {
                    fail(t);
                }
                // Otherwise the existing threads do the work; the caller's thread always exists.
                lock.unlock();
                return;
            }
        }
    }

    /**
     * Works until all tasks are done; may be called again when more were added.
     *
     * @throws RuntimeException the first failure of a task, when all threads have left their tasks; a
     *     {@link CancelledException} when this thread was interrupted, whose flag then stays set
     */
    public void run() {
        int wanted;
        lock.lock();
        try {
            begun = true;
            threads.add(Thread.currentThread());
            wanted = wantHelpers();
        } finally {
            lock.unlock();
        }
        startHelpers(wanted);
        lock.lock();
        try {
            work(true);
            leave();
            while (!threads.isEmpty()) {
                changed.awaitUninterruptibly();
            }
            begun = false;
            Daemons.rethrowUnchecked(failure);
        } finally {
            lock.unlock();
        }
    }

    private void help() {
        lock.lock();
        try {
            // An executor may run this after the run that it was for, or on a thread that is at work here already.
            if (begun && !Thread.currentThread().isInterrupted() && threads.add(Thread.currentThread())) {
                work(false);
                leave();
            }
        } finally {
            helpers--;
            lock.unlock();
        }
    }

    private void leave() {
        threads.remove(Thread.currentThread());
        if (stopped.remove(Thread.currentThread())) {
            // The interrupt was meant for the task, not for the next work of this thread.
            Thread.interrupted();
        }
        changed.signalAll();
    }

    /** Called, and left, with the lock; tasks run without it. */
    private void work(boolean untilAllIsDone) {
        for (Task task = next(untilAllIsDone); task != null; task = next(untilAllIsDone)) {
            running++;
            largeRunning += task.size >= LARGE ? 1 : 0;
            lock.unlock();
            Throwable thrown = null;
            try {
                task.work.run();
            } catch (Throwable t) { // whatever the failure, the others must not wait for this task
                thrown = t;
            }
            lock.lock();
            running--;
            largeRunning -= task.size >= LARGE ? 1 : 0;
            if (thrown != null) {
                fail(thrown);
            }
            changed.signalAll();
        }
    }

    /** Returns the next task to run now; null when this thread is no longer needed. */
    private @Nullable Task next(boolean untilAllIsDone) {
        while (failure == null) {
            if (Thread.currentThread().isInterrupted()) {
                fail(new CancelledException(
                        Problem.of("the operation was cancelled").because("the thread was interrupted")));
                return null;
            }
            Task task = poll();
            if (task != null) {
                return task;
            }
            boolean waiting = !small.isEmpty() || !large.isEmpty();
            if (!waiting && (running == 0 || !untilAllIsDone)) {
                return null;
            }
            try {
                changed.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        return null;
    }

    private @Nullable Task poll() {
        Task big = large.peek();
        if (big != null
                && largeRunning < Math.max(FEWEST_LARGE, width / 2)
                && (small.isEmpty() || largeRunning < Math.max(1, width / 2))) {
            return large.poll();
        }
        return small.poll();
    }

    private void fail(Throwable thrown) {
        if (failure != null) {
            return;
        }
        failure = thrown;
        small.clear();
        large.clear();
        for (Thread thread : threads) {
            if (thread != Thread.currentThread() && !thread.isInterrupted()) {
                stopped.add(thread);
                thread.interrupt();
            }
        }
        changed.signalAll();
    }
}
