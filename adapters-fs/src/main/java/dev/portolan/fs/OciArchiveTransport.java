package dev.portolan.fs;

import dev.portolan.fs.layout.LayoutOptions;
import dev.portolan.fs.layout.OciArchiveRepository;
import dev.portolan.model.Place;
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
        return Set.of(Place.OCI_ARCHIVE);
    }

    /** Opens an archive. What is written to it is complete when the repository is closed. */
    @Override
    public OciArchiveRepository open(Place place) {
        return OciArchiveRepository.at(LayoutTransport.path(place, schemes()), options);
    }

    /** Has nothing to end. */
    @Override
    public void close() {}
}
