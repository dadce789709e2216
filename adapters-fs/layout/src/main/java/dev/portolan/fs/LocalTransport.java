package dev.portolan.fs;

import dev.portolan.fs.layout.LayoutOptions;
import dev.portolan.model.Reference;
import dev.portolan.port.Transport;
import java.util.Set;

/** Opens layouts or archives by their paths. */
abstract class LocalTransport implements Transport {
    private final String scheme;
    private final LayoutOptions options;

    LocalTransport(String scheme, LayoutOptions options) {
        this.scheme = scheme;
        this.options = options;
    }

    final LayoutOptions options() {
        return options;
    }

    @Override
    public final Set<String> schemes() {
        return Set.of(scheme);
    }

    @Override
    public Reference locate(Reference reference) {
        return LocalPath.locate(reference);
    }

    /** By default, has nothing to close. */
    @Override
    public void close() {}
}
