package dev.portolan.registry.server;

import java.io.FilterInputStream;
import java.io.InputStream;

/** A stream whose end others decide: closing it leaves the file, or the connection, open. */
final class LeftOpen extends FilterInputStream {
    LeftOpen(InputStream in) {
        super(in);
    }

    @Override
    public void close() {}
}
