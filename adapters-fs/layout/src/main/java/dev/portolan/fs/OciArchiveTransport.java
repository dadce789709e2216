package dev.portolan.fs;

import dev.portolan.fs.layout.LayoutOptions;
import dev.portolan.fs.layout.OciArchiveRepository;
import dev.portolan.fs.layout.PipedArchives;
import dev.portolan.model.Reference;

/**
 * Opens OCI image layouts in one tar: {@code oci-archive:FILE[:NAME]}.
 *
 * @since 0.1.0
 */
public final class OciArchiveTransport extends LocalTransport {
    private final PipedArchives archives;

    private OciArchiveTransport(LayoutOptions options) {
        super(Reference.OCI_ARCHIVE, options);
        this.archives = new PipedArchives(options);
    }

    /** Returns a transport with the default options. */
    public static OciArchiveTransport create() {
        return create(LayoutOptions.defaults());
    }

    /** Returns a transport with other options. */
    public static OciArchiveTransport create(LayoutOptions options) {
        return new OciArchiveTransport(options);
    }

    /**
     * Opens an archive. What is written becomes visible when the repository is closed. If the file is a pipe, such as
     * {@code /dev/stdin}, this reads all of it, once.
     */
    @Override
    public OciArchiveRepository open(Reference reference) {
        return archives.open(LocalPath.of(reference, schemes()));
    }

    /** Opens an archive for writing. A pipe, such as {@code /dev/stdout}, gets it when the repository is closed. */
    @Override
    public OciArchiveRepository openTarget(Reference reference) {
        return archives.openTarget(LocalPath.of(reference, schemes()));
    }

    /** Deletes the copies of what came through pipes. */
    @Override
    public void close() {
        archives.close();
    }
}
