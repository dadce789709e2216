package dev.portolan.fs;

import dev.portolan.fs.layout.LayoutOptions;
import dev.portolan.fs.layout.LayoutRepository;
import dev.portolan.model.Reference;

/**
 * Opens OCI image layouts in directories: {@code oci-layout:DIR[:NAME]}.
 *
 * @since 0.1.0
 */
public final class LayoutTransport extends LocalTransport {
    private LayoutTransport(LayoutOptions options) {
        super(Reference.OCI_LAYOUT, options);
    }

    /** Returns a transport with the default options. */
    public static LayoutTransport create() {
        return create(LayoutOptions.defaults());
    }

    /** Returns a transport with other options. */
    public static LayoutTransport create(LayoutOptions options) {
        return new LayoutTransport(options);
    }

    /** Opens a layout. The first write creates the directory. */
    @Override
    public LayoutRepository open(Reference reference) {
        return LayoutRepository.at(LocalPath.of(reference, schemes()), options());
    }
}
