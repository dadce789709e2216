package dev.portolan.archive;

import dev.portolan.content.ByteRange;
import dev.portolan.model.Descriptor;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.atomic.AtomicBoolean;

/** The data of an archive in any location. Its bytes are unverified. Safe to use from several threads. */
abstract class ArchiveData implements AutoCloseable {
    private final Descriptor descriptor;
    private final String where;
    private final AtomicBoolean closed = new AtomicBoolean();

    /**
     * Describes the data.
     *
     * @param descriptor digest and size
     * @param where the location, for messages
     */
    ArchiveData(Descriptor descriptor, String where) {
        this.descriptor = descriptor;
        this.where = where;
    }

    final Descriptor descriptor() {
        return descriptor;
    }

    final String where() {
        return where;
    }

    /** Opens a range, unless the data was closed. */
    final InputStream open(ByteRange range) throws IOException {
        if (closed.get()) {
            throw new IOException("the archive is closed");
        }
        return stream(range);
    }

    abstract InputStream stream(ByteRange range) throws IOException;

    /** Drops the cached bytes of a damaged part; returns false if nothing is cached. */
    boolean forget(ByteRange range) {
        return false;
    }

    /** Closes what the data comes from. */
    void release() {}

    /** Refuses new reads; those that have begun may end. */
    @Override
    public final void close() {
        if (!closed.getAndSet(true)) {
            release();
        }
    }
}
