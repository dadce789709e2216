package dev.portolan.fs;

import dev.portolan.error.InvalidReferenceException;
import dev.portolan.error.Problem;
import dev.portolan.fs.layout.LayoutOptions;
import dev.portolan.fs.layout.LayoutRepository;
import dev.portolan.model.Reference;
import dev.portolan.port.Transport;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Set;

/** Opens OCI image layouts in directories: the places {@code oci-layout:DIR}. */
public final class LayoutTransport implements Transport {
    private final LayoutOptions options;

    private LayoutTransport(LayoutOptions options) {
        this.options = options;
    }

    /** A transport with the usual options. */
    public static LayoutTransport create() {
        return create(LayoutOptions.defaults());
    }

    /** A transport with options of the caller's. */
    public static LayoutTransport create(LayoutOptions options) {
        return new LayoutTransport(options);
    }

    @Override
    public Set<String> schemes() {
        return Set.of(Reference.OCI_LAYOUT);
    }

    /** Opens a layout. The directory is made by the first write. */
    @Override
    public LayoutRepository open(Reference reference) {
        return LayoutRepository.at(path(reference, schemes()), options);
    }

    static Path path(Reference reference, Set<String> schemes) {
        String reason = "its scheme is none of " + schemes;
        if (schemes.contains(reference.scheme())) {
            try {
                return Path.of(reference.location());
            } catch (InvalidPathException e) {
                reason = e.getReason();
            }
        }
        throw new InvalidReferenceException(
                Problem.of("place " + reference + " cannot be opened").because(reason));
    }

    /** Has nothing to end. */
    @Override
    public void close() {}
}
