package dev.portolan.archive;

import dev.portolan.content.BlobSink;
import dev.portolan.content.ByteRange;
import dev.portolan.model.Descriptor;
import java.io.IOException;
import java.io.InputStream;

/** The data of an archive in any location. Its bytes are unverified. Safe to use from several threads. */
interface ArchiveData extends AutoCloseable {
    /** Digest and size of the data. */
    Descriptor descriptor();

    /** Returns the location for messages. */
    String where();

    InputStream open(ByteRange range) throws IOException;

    void read(ByteRange range, BlobSink sink) throws IOException;

    /** Drops the cached bytes of a damaged part; returns false if nothing is cached. */
    default boolean forget(ByteRange range) {
        return false;
    }

    @Override
    void close();
}
