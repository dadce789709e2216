package dev.portolan.registry.server;

import java.io.FilterInputStream;
import java.io.InputStream;

/** A stream whose close leaves the file or connection open. */
final class LeftOpen extends FilterInputStream {
    LeftOpen(InputStream in) {
        super(in);
    }

    @Override
    public void close() {}
}
