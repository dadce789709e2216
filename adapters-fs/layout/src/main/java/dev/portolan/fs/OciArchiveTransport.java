package dev.portolan.fs;

import dev.portolan.fs.layout.LayoutOptions;
import dev.portolan.fs.layout.OciArchiveRepository;
import dev.portolan.model.Reference;
import dev.portolan.port.ContentStore;
import dev.portolan.port.Repository;
import dev.portolan.port.Transport;
import java.util.Set;

/** Opens OCI image layouts in one tar: {@code oci-archive:FILE[:NAME]}. */
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

    /**
     * Returns a transport for deltas: a copy into an archive that it opens leaves out the blobs that the base has, as
     * {@link OciArchiveRepository#leavingOut} describes.
     *
     * @param base a repository with the content that the receiver of the archives has already; the caller closes it
     */
    public Transport leavingOut(ContentStore base) {
        return new Transport() {
            @Override
            public Set<String> schemes() {
                return OciArchiveTransport.this.schemes();
            }

            @Override
            public Reference locate(Reference reference) {
                return OciArchiveTransport.this.locate(reference);
            }

            @Override
            public Repository open(Reference reference) {
                return OciArchiveTransport.this.open(reference).leavingOut(base);
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public Reference locate(Reference reference) {
        return LocalPath.locate(reference);
    }

    /** Has nothing to close. */
    @Override
    public void close() {}
}
