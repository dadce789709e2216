package dev.portolan.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ends the work of a thread when the process is told to end (SIGINT, SIGTERM, SIGHUP), and keeps the process until that
 * work has cleaned up behind itself. The process then ends as one that the signal ended, with 128 and its number; or
 * with 0 where the work is done, as that of a server is.
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

    /** Watches over the current thread until this is closed. */
    static Interruption watch() {
        Interruption interruption = new Interruption(Thread.currentThread());
        Runtime.getRuntime().addShutdownHook(interruption.hook);
        return interruption;
    }

    /** Says how the work ended. */
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
