package dev.portolan.fs;

import dev.portolan.fs.layout.LayoutOptions;
import dev.portolan.fs.layout.LayoutRepository;
import dev.portolan.model.Reference;
import dev.portolan.port.Transport;
import java.util.Set;

/**
 * Opens OCI image layouts in directories: {@code oci-layout:DIR[:NAME]}.
 *
 * @since 0.1.0
 */
public final class LayoutTransport implements Transport {
    private final LayoutOptions options;

    private LayoutTransport(LayoutOptions options) {
        this.options = options;
    }

    /** Returns a transport with the default options. */
    public static LayoutTransport create() {
        return create(LayoutOptions.defaults());
    }

    /** Returns a transport with other options. */
    public static LayoutTransport create(LayoutOptions options) {
        return new LayoutTransport(options);
    }

    @Override
    public Set<String> schemes() {
        return Set.of(Reference.OCI_LAYOUT);
    }

    /** Opens a layout. The first write creates the directory. */
    @Override
    public LayoutRepository open(Reference reference) {
        return LayoutRepository.at(LocalPath.of(reference, schemes()), options);
    }

    @Override
    public Reference locate(Reference reference) {
        return LocalPath.locate(reference);
    }

    /** Has nothing to close. */
    @Override
    public void close() {}
}
