package dev.portolan.fs.pack;

import dev.portolan.fs.files.FileNames;
import dev.portolan.model.MediaTypes;
import java.nio.file.Path;

/**
 * Packs files and directories as layers, in the format that oras writes and reads too.
 *
 * <pre>{@code
 * List<Layer> layers = List.of(
 *         Pack.file(Path.of("README.md"), "text/markdown"),
 *         Pack.directory(Path.of("site")).excluding("**.map"));
 * }</pre>
 *
 * @since 0.1.0
 */
public final class Pack {
    private Pack() {}

    /**
     * Returns the title of a path on the command line: the normalised path ({@code ./a//b/../c} becomes {@code a/c}),
     * as in oras. A path outside of the current directory could not be pulled again, so its title is its last name.
     */
    public static String titleOf(Path path) {
        Path normal = path.normalize();
        if (normal.toString().isEmpty()) {
            return ".";
        }
        if (normal.isAbsolute() || normal.startsWith("..")) {
            Path name = path.toAbsolutePath().normalize().getFileName();
            return name == null ? "root" : FileNames.nameOf(name.toAbsolutePath());
        }
        StringBuilder title = new StringBuilder();
        for (Path component : normal) {
            title.append(title.length() == 0 ? "" : "/").append(FileNames.nameOf(component.toAbsolutePath()));
        }
        return title.toString();
    }

    /** Packs a file unchanged, with the media type {@code application/octet-stream}, titled with its name. */
    public static FileLayer file(Path path) {
        return file(path, MediaTypes.OCTET_STREAM);
    }

    /**
     * Packs a file as it is, titled with its name.
     *
     * @throws IllegalArgumentException when the media type is malformed (RFC 6838, 4.2)
     * @throws dev.portolan.error.NotFoundException when there is no such file
     * @throws dev.portolan.error.UnsupportedException when it is not a file
     */
    public static FileLayer file(Path path, String mediaType) {
        return FileLayer.of(path, mediaType);
    }

    /**
     * Packs a directory as a tar compressed with gzip, titled with its name.
     *
     * @throws dev.portolan.error.NotFoundException when there is no such directory
     * @throws dev.portolan.error.UnsupportedException when it is not a directory
     */
    public static DirectoryLayer directory(Path path) {
        return DirectoryLayer.of(path);
    }
}
