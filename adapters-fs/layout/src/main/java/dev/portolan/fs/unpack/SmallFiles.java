package dev.portolan.fs.unpack;

import dev.portolan.fs.files.FileFailure;
import dev.portolan.fs.files.FileNames;
import dev.portolan.fs.files.RelativeName;
import dev.portolan.internal.work.Daemons;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Writes small files on other threads: creating a file takes longer than reading it from a tar. Files are handed over
 * in batches, because a hand-over takes almost as long as a file.
 */
final class SmallFiles implements AutoCloseable {
    /** Files up to this size are written here. */
    static final int LARGEST = 64 << 10;

    private static final int MOST_THREADS = 4;
    private static final int BATCH_FILES = 32;
    private static final int BATCH_BYTES = 128 << 10;
    private static final int MOST_BATCHES = 8;
    private static final int MOST_PENDING = 8192;

    private final Semaphore room = new Semaphore(MOST_BATCHES);
    private @Nullable ExecutorService threads;
    private List<FileFailure.Action> batch = new ArrayList<>();
    private int batchBytes;
    private final List<Future<?>> running = new ArrayList<>();
    /** Names that are not written yet. Two of the same name are written one after the other. */
    private final Set<String> pending = new HashSet<>();

    /** Accepts a file of this many bytes. Failures are thrown by this or a later call. */
    void add(RelativeName name, int bytes, FileFailure.Action work) throws IOException {
        String folded = FileNames.folded(name.toString());
        if (pending.contains(folded) || pending.size() > MOST_PENDING) {
            finish();
        }
        pending.add(folded);
        batch.add(work);
        batchBytes += bytes;
        if (batch.size() >= BATCH_FILES || batchBytes >= BATCH_BYTES) {
            handOver();
        }
    }

    /** Waits until a file is written, if it is one of these. */
    void finish(RelativeName name) throws IOException {
        if (pending.contains(FileNames.folded(name.toString()))) {
            finish();
        }
    }

    /** Waits until all files are written. */
    void finish() throws IOException {
        pending.clear();
        if (threads == null) {
            // all of it is one batch, which is not worth a thread
            for (FileFailure.Action work : batch) {
                work.run();
            }
            batch.clear();
            return;
        }
        handOver();
        for (Future<?> future : running) {
            Daemons.await(future);
        }
        running.clear();
    }

    private void handOver() throws IOException {
        List<FileFailure.Action> works = batch;
        batch = new ArrayList<>();
        batchBytes = 0;
        if (works.isEmpty()) {
            return;
        }
        if (threads == null) {
            int count = Math.max(1, Math.min(MOST_THREADS, Runtime.getRuntime().availableProcessors() - 1));
            threads = Executors.newFixedThreadPool(count, new Daemons("portolan-unpack-writer"));
        }
        while (!running.isEmpty() && running.get(0).isDone()) {
            Daemons.await(running.remove(0));
        }
        try {
            room.acquire();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException("interrupted").initCause(e);
        }
        running.add(threads.submit(() -> {
            try {
                for (FileFailure.Action work : works) {
                    work.run();
                }
            } finally {
                room.release();
            }
            return null;
        }));
    }

    /** Ends the threads; afterwards none of them writes. */
    @Override
    public void close() {
        if (threads != null) {
            Daemons.end(threads);
        }
    }
}
