package dev.portolan.fs;

import dev.portolan.fs.layout.LayoutOptions;
import dev.portolan.fs.layout.OciArchiveRepository;
import dev.portolan.model.Reference;
import dev.portolan.port.Transport;
import java.util.Set;

/**
 * Opens OCI image layouts in one tar: {@code oci-archive:FILE[:NAME]}.
 *
 * @since 0.1.0
 */
public final class OciArchiveTransport implements Transport {
    private final LayoutOptions options;

    private OciArchiveTransport(LayoutOptions options) {
        this.options = options;
    }

    /** Returns a transport with the default options. */
    public static OciArchiveTransport create() {
        return create(LayoutOptions.defaults());
    }

    /** Returns a transport with other options. */
    public static OciArchiveTransport create(LayoutOptions options) {
        return new OciArchiveTransport(options);
    }

    @Override
    public Set<String> schemes() {
        return Set.of(Reference.OCI_ARCHIVE);
    }

    /** Opens an archive. What is written becomes visible when the repository is closed. */
    @Override
    public OciArchiveRepository open(Reference reference) {
        return OciArchiveRepository.at(LocalPath.of(reference, schemes()), options);
    }

    @Override
    public Reference locate(Reference reference) {
        return LocalPath.locate(reference);
    }

    /** Has nothing to close. */
    @Override
    public void close() {}
}
