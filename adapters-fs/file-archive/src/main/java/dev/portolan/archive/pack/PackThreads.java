package dev.portolan.archive.pack;

import dev.portolan.error.CancelledException;
import dev.portolan.error.OciException;
import dev.portolan.error.Problem;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** The daemon threads of one packing. */
final class PackThreads {
    private PackThreads() {}

    static ExecutorService start(int concurrency) {
        return Executors.newFixedThreadPool(concurrency, task -> {
            Thread thread = new Thread(task, "portolan-pack");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Waits for a task, and throws what it threw. */
    static <T> T await(Future<T> task) {
        try {
            return task.get();
        } catch (InterruptedException e) {
            throw CancelledException.interrupted(Problem.of("packing the directory was cancelled"), e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof OciException typed) {
                throw typed;
            }
            if (e.getCause() instanceof RuntimeException unexpected) {
                throw unexpected;
            }
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw new IllegalStateException(e.getCause());
        }
    }
}
