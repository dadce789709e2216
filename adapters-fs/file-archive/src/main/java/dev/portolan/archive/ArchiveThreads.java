package dev.portolan.archive;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** Threads that never keep a program alive, created on demand and ended when they are idle. */
final class ArchiveThreads {
    private ArchiveThreads() {}

    static ExecutorService start() {
        AtomicInteger number = new AtomicInteger();
        return Executors.newCachedThreadPool(work -> {
            Thread thread = new Thread(work, "portolan-archive-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }
}
