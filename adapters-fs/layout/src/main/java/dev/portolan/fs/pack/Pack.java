package dev.portolan.fs.pack;

import dev.portolan.model.MediaTypes;
import java.nio.file.Path;

/**
 * Makes layers of what lies on disk, in the form that oras writes and reads too.
 *
 * <pre>{@code
 * List<Layer> layers = List.of(
 *         Pack.file(Path.of("README.md"), "text/markdown"),
 *         Pack.directory(Path.of("site")).excluding("**.map"));
 * }</pre>
 */
public final class Pack {
    private Pack() {}

    /** A file as it is, of the media type {@code application/octet-stream}, titled with its name. */
    public static FileLayer file(Path path) {
        return file(path, MediaTypes.OCTET_STREAM);
    }

    /**
     * A file as it is, titled with its name.
     *
     * @throws dev.portolan.error.NotFoundException when there is nothing
     * @throws dev.portolan.error.UnsupportedException when it is not a file
     */
    public static FileLayer file(Path path, String mediaType) {
        return FileLayer.of(path, mediaType);
    }

    /**
     * A directory as a tar compressed with gzip, titled with its name.
     *
     * @throws dev.portolan.error.NotFoundException when there is nothing
     * @throws dev.portolan.error.UnsupportedException when it is not a directory
     */
    public static DirectoryLayer directory(Path path) {
        return DirectoryLayer.of(path);
    }
}
