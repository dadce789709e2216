package dev.portolan.fs.unpack;

import dev.portolan.content.Streams;
import dev.portolan.error.OciException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * Reads a stream some buffers ahead on a thread of its own, so that receiving, verifying and decompressing go on
 * while what came before is written. Short streams are read as they are asked for, without a thread.
 */
final class ReadAhead extends InputStream {
    private static final int BUFFERS = 8;
    private static final int WITHOUT_THREAD = 4 * Streams.BUFFER;

    /** Bytes, or the failure that came in their place; no bytes and no failure are the end. */
    private record Part(byte[] bytes, int length, @Nullable Throwable failure) {}

    private final InputStream in;
    private final BlockingQueue<byte[]> free = new ArrayBlockingQueue<>(BUFFERS);
    private final BlockingQueue<Part> ready = new ArrayBlockingQueue<>(BUFFERS);
    private @Nullable Thread reader;
    private @Nullable Part current;
    private int at;
    private long direct;

    /** Reads ahead of this stream, which is not closed. */
    ReadAhead(InputStream in) {
        this.in = in;
    }

    @Override
    public int read() throws IOException {
        return Streams.readByte(this);
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (reader == null) {
            if (direct < WITHOUT_THREAD) {
                int n = in.read(buffer, offset, length);
                direct += Math.max(n, 0);
                return n;
            }
            start();
        }
        Part part = current;
        if (part == null || at == part.length && part.length > 0) {
            part = next(part);
        }
        if (part.failure != null) {
            throw failure(part.failure);
        }
        if (part.length <= 0) {
            return -1;
        }
        int n = Math.min(length, part.length - at);
        System.arraycopy(part.bytes, at, buffer, offset, n);
        at += n;
        return n;
    }

    private void start() {
        for (int i = 0; i < BUFFERS; i++) {
            free.add(new byte[Streams.BUFFER]);
        }
        reader = new Thread(this::readAll, "portolan-unpack-reader");
        reader.setDaemon(true);
        reader.start();
    }

    private Part next(@Nullable Part before) throws IOException {
        try {
            if (before != null) {
                free.put(before.bytes);
            }
            at = 0;
            current = ready.take();
            return current;
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private void readAll() {
        try {
            while (true) {
                byte[] buffer = free.take();
                try {
                    int n = in.readNBytes(buffer, 0, buffer.length);
                    ready.put(new Part(buffer, n, null));
                    if (n == 0) {
                        return;
                    }
                } catch (IOException | RuntimeException | Error e) {
                    ready.put(new Part(buffer, 0, e));
                    return;
                }
            }
        } catch (InterruptedException e) {
            // nobody reads any more
        }
    }

    private static IOException failure(Throwable failure) {
        if (failure instanceof IOException e) {
            return e;
        }
        if (failure instanceof OciException e) {
            throw e;
        }
        throw new IllegalStateException("reading ahead failed", failure);
    }

    private static InterruptedIOException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        InterruptedIOException interrupted = new InterruptedIOException("interrupted while unpacking");
        interrupted.initCause(e);
        return interrupted;
    }

    /** Ends reading ahead; when this returns, the stream is in no other thread's hands. */
    @Override
    public void close() throws IOException {
        Thread running = reader;
        if (running != null) {
            running.interrupt();
            boolean again = false;
            while (running.isAlive()) {
                try {
                    running.join();
                } catch (InterruptedException e) {
                    again = true;
                }
            }
            if (again) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
