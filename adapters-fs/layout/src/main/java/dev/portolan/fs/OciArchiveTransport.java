package dev.portolan.fs;

import dev.portolan.fs.layout.LayoutOptions;
import dev.portolan.fs.layout.OciArchiveRepository;
import dev.portolan.model.Reference;

/**
 * Opens OCI image layouts in one tar: {@code oci-archive:FILE[:NAME]}.
 *
 * @since 0.1.0
 */
public final class OciArchiveTransport extends LocalTransport {
    private OciArchiveTransport(LayoutOptions options) {
        super(Reference.OCI_ARCHIVE, options);
    }

    /** Returns a transport with the default options. */
    public static OciArchiveTransport create() {
        return create(LayoutOptions.defaults());
    }

    /** Returns a transport with other options. */
    public static OciArchiveTransport create(LayoutOptions options) {
        return new OciArchiveTransport(options);
    }

    /** Opens an archive. What is written becomes visible when the repository is closed. */
    @Override
    public OciArchiveRepository open(Reference reference) {
        return OciArchiveRepository.at(LocalPath.of(reference, schemes()), options());
    }
}
