package dev.portolan.fs;

import dev.portolan.fs.layout.LayoutOptions;
import dev.portolan.fs.layout.OciArchiveRepository;
import dev.portolan.fs.layout.PipedArchives;
import dev.portolan.model.Reference;
import dev.portolan.model.Tag;
import java.nio.file.Path;
import java.util.function.BiFunction;

/**
 * Opens the archives of {@code docker save}: {@code docker-archive:FILE[:IMAGE[:TAG]]}. The archives that it writes are
 * OCI archives too.
 *
 * @since 0.1.0
 */
public final class DockerArchiveTransport extends LocalTransport {
    private final PipedArchives archives;

    private DockerArchiveTransport(LayoutOptions options) {
        super(Reference.DOCKER_ARCHIVE, options);
        this.archives = new PipedArchives(options);
    }

    /** Returns a transport with the default options. */
    public static DockerArchiveTransport create() {
        return create(LayoutOptions.defaults());
    }

    /** Returns a transport with other options. */
    public static DockerArchiveTransport create(LayoutOptions options) {
        return new DockerArchiveTransport(options);
    }

    /**
     * Opens an archive. What is written becomes visible when the repository is closed. If the file is a pipe, such as
     * {@code /dev/stdin}, this reads all of it, once.
     */
    @Override
    public OciArchiveRepository open(Reference reference) {
        return open(reference, archives::openForDocker);
    }

    /** Opens an archive for writing. A pipe, such as {@code /dev/stdout}, gets it when the repository is closed. */
    @Override
    public OciArchiveRepository openTarget(Reference reference) {
        return open(reference, archives::openTargetForDocker);
    }

    private OciArchiveRepository open(Reference reference, BiFunction<Path, String, OciArchiveRepository> opening) {
        Reference located = locate(reference);
        String location = located.location();
        int colon = LocalPath.split(location);
        String image = colon < 0 ? "" : location.substring(colon + 1);
        Path file = LocalPath.of(colon < 0 ? located : located.locatedAt(location.substring(0, colon), ""), schemes());
        return opening.apply(file, image);
    }

    /** Deletes the copies of what came through pipes. */
    @Override
    public void close() {
        archives.close();
    }

    /** Splits {@code FILE:IMAGE:TAG}: the location is {@code FILE:IMAGE}; an image without a tag is the latest one. */
    @Override
    public Reference locate(Reference reference) {
        Reference file = LocalPath.locate(reference);
        if (reference.asWritten().isEmpty() || file.tag().isEmpty()) {
            return file;
        }
        String image = file.tag().get().value();
        int colon = image.lastIndexOf(':');
        boolean tagged = colon > image.lastIndexOf('/');
        Tag tag = tagged ? Tag.of(image.substring(colon + 1)) : Tag.LATEST;
        return file.locatedAt(file.location() + ":" + (tagged ? image.substring(0, colon) : image), tag.value());
    }
}
