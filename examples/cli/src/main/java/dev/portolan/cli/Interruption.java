package dev.portolan.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Interrupts a thread when a signal ends the process (SIGINT, SIGTERM, SIGHUP), and keeps the process alive until that
 * thread has cleaned up. The exit code is then 128 plus the number of the signal, or 0 if the work had succeeded, as
 * for a server that is stopped.
 */
final class Interruption implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 5;

    private final Thread work;
    private final Thread hook = new Thread(this::end, "portolan-interruption");
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean done;

    private Interruption(Thread work) {
        this.work = work;
    }

    /** Interrupts the current thread on a signal, until this is closed. */
    static Interruption watch() {
        Interruption interruption = new Interruption(Thread.currentThread());
        Runtime.getRuntime().addShutdownHook(interruption.hook);
        return interruption;
    }

    /** Records how the work ended. */
    void ended(int exitCode) {
        done = exitCode == 0;
    }

    private void end() {
        work.interrupt();
        try {
            if (ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS) && done) {
                Runtime.getRuntime().halt(0);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        ended.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process is ending: the hook runs already.
        }
    }
}
