package dev.portolan.cli;

import dev.portolan.artifact.Layer;
import dev.portolan.fs.pack.Compression;
import dev.portolan.fs.pack.DirectoryLayer;
import dev.portolan.fs.pack.FileLayer;
import dev.portolan.fs.pack.Pack;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A {@code PATH[:MEDIATYPE]} of the command line.
 *
 * @param path the file or directory
 * @param mediaType the media type; empty for none given
 */
record PathArgument(Path path, String mediaType) {
    private static final Pattern WITH_TYPE = Pattern.compile("(.+):(" + MediaTypeArgument.FORM + ")");

    /** Reads the argument; a file whose whole name it is comes first. */
    static PathArgument parse(String text) {
        Matcher typed = WITH_TYPE.matcher(text);
        if (typed.matches() && !Files.exists(Path.of(text))) {
            return new PathArgument(Path.of(typed.group(1)), typed.group(2));
        }
        return new PathArgument(Path.of(text), "");
    }

    /** The layer: a directory as a tar, a file as it is. */
    Layer layer(Compression compression) {
        if (Files.isDirectory(path)) {
            DirectoryLayer layer = Pack.directory(path).withCompression(compression);
            return mediaType.isEmpty() ? layer : layer.withMediaType(mediaType);
        }
        FileLayer layer = mediaType.isEmpty() ? Pack.file(path) : Pack.file(path, mediaType);
        return layer.withTitle(title());
    }

    /** What it is called in the artifact: a file by its path relative to the current directory, others by their name. */
    String title() {
        Path normal = path.normalize();
        if (Files.isDirectory(path) || normal.isAbsolute() || normal.startsWith("..")) {
            return String.valueOf(path.toAbsolutePath().normalize().getFileName());
        }
        return normal.toString().replace(normal.getFileSystem().getSeparator(), "/");
    }
}
