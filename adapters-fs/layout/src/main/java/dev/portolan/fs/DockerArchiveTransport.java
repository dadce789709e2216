package dev.portolan.fs;

import dev.portolan.fs.layout.LayoutOptions;
import dev.portolan.fs.layout.OciArchiveRepository;
import dev.portolan.model.Reference;
import dev.portolan.port.Transport;
import java.util.Set;

/**
 * Opens tars that {@code docker load} and readers of OCI archives both take: the places
 * {@code docker-archive:FILE[:NAME:TAG]}.
 */
public final class DockerArchiveTransport implements Transport {
    private final LayoutOptions options;

    private DockerArchiveTransport(LayoutOptions options) {
        this.options = options;
    }

    /** A transport with the usual options. */
    public static DockerArchiveTransport create() {
        return create(LayoutOptions.defaults());
    }

    /** A transport with options of the caller's. */
    public static DockerArchiveTransport create(LayoutOptions options) {
        return new DockerArchiveTransport(options);
    }

    @Override
    public Set<String> schemes() {
        return Set.of(Reference.DOCKER_ARCHIVE);
    }

    /** Opens an archive. What is written to it is complete when the repository is closed. */
    @Override
    public OciArchiveRepository open(Reference reference) {
        String location = reference.location();
        boolean drive = location.length() > 2 && location.charAt(1) == ':' && location.charAt(2) == '\\';
        int colon = location.indexOf(':', drive ? 2 : 0);
        String name = colon < 0 ? "" : location.substring(colon + 1);
        Reference file = Reference.of(reference.scheme(), colon < 0 ? location : location.substring(0, colon));
        return OciArchiveRepository.forDocker(LayoutTransport.path(file, schemes()), name, options);
    }

    /** Has nothing to end. */
    @Override
    public void close() {}
}
