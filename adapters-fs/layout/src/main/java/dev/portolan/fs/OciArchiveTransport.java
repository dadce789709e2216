package dev.portolan.fs;

import dev.portolan.fs.layout.LayoutOptions;
import dev.portolan.fs.layout.OciArchiveRepository;
import dev.portolan.model.Reference;
import dev.portolan.port.ContentStore;
import dev.portolan.port.Repository;
import dev.portolan.port.Transport;
import java.util.Set;

/** Opens OCI image layouts in one tar: the places {@code oci-archive:FILE}. */
public final class OciArchiveTransport implements Transport {
    private final LayoutOptions options;

    private OciArchiveTransport(LayoutOptions options) {
        this.options = options;
    }

    /** A transport with the usual options. */
    public static OciArchiveTransport create() {
        return create(LayoutOptions.defaults());
    }

    /** A transport with options of the caller's. */
    public static OciArchiveTransport create(LayoutOptions options) {
        return new OciArchiveTransport(options);
    }

    @Override
    public Set<String> schemes() {
        return Set.of(Reference.OCI_ARCHIVE);
    }

    /** Opens an archive. What is written to it is complete when the repository is closed. */
    @Override
    public OciArchiveRepository open(Reference reference) {
        return OciArchiveRepository.at(LayoutTransport.path(reference, schemes()), options);
    }

    /**
     * A transport for deltas: what is copied into an archive that it opens leaves out the blobs that another place
     * has, as {@link OciArchiveRepository#leavingOut} says.
     *
     * @param base what the place that the archives go to has already; stays the caller's to close
     */
    public Transport leavingOut(ContentStore base) {
        return new Transport() {
            @Override
            public Set<String> schemes() {
                return OciArchiveTransport.this.schemes();
            }

            @Override
            public Repository open(Reference reference) {
                return OciArchiveTransport.this.open(reference).leavingOut(base);
            }

            @Override
            public void close() {}
        };
    }

    /** Has nothing to end. */
    @Override
    public void close() {}
}
