package dev.portolan.registry.server;

import dev.portolan.content.Content;
import dev.portolan.content.Streams;
import java.io.IOException;
import java.io.InputStream;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;

/** One upload, from its POST to its PUT. It is locked while a request uses it. */
final class UploadSession implements AutoCloseable {
    private final String id = UUID.randomUUID().toString();
    private final String name;
    private final UploadBuffer buffer;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile long lastUse = System.nanoTime();
    private String state = "";
    private long firstChunk;
    private boolean small;
    private boolean ended;

    UploadSession(String name, UploadBuffer buffer) {
        this.name = name;
        this.buffer = buffer;
    }

    /** Waits until no other request works with this, which this one does until {@link #close}. */
    void hold() {
        lock.lock();
    }

    /** Does the same if no other request works with this, or returns false. */
    boolean holdIfIdle() {
        return lock.tryLock();
    }

    /** Lets other requests work with this. */
    @Override
    public void close() {
        lastUse = System.nanoTime();
        lock.unlock();
    }

    /** Returns whether a request works with this. */
    boolean isHeld() {
        return lock.isLocked();
    }

    String id() {
        return id;
    }

    String name() {
        return name;
    }

    boolean ended() {
        return ended;
    }

    long lastUse() {
        return lastUse;
    }

    /** Returns how many bytes have been received. */
    long received() {
        return buffer.size();
    }

    long firstChunk() {
        return firstChunk;
    }

    /** Returns whether the last chunk was smaller than chunks before the last may be. */
    boolean small() {
        return small;
    }

    void small(boolean tooSmall) {
        small = tooSmall;
    }

    /** Returns the query of the latest Location; empty if it has none. */
    String state() {
        return state;
    }

    String newState() {
        state = UUID.randomUUID().toString();
        return state;
    }

    /** Takes a chunk; bytes received before a connection broke are kept, so that the client can continue. */
    void append(InputStream chunk) throws IOException {
        try {
            byte[] bytes = new byte[Streams.BUFFER];
            for (int n; (n = chunk.read(bytes)) >= 0; ) {
                buffer.append(bytes, n);
            }
        } finally {
            if (firstChunk == 0) {
                firstChunk = buffer.size();
            }
        }
    }

    Content content() {
        return buffer.content();
    }

    /** Drops the received bytes. */
    void discard() {
        ended = true;
        try {
            buffer.close();
        } catch (IOException e) {
            System.getLogger(UploadSession.class.getName())
                    .log(System.Logger.Level.WARNING, "the spool file of an upload could not be removed", e);
        }
    }
}
