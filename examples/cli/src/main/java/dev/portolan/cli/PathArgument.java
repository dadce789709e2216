package dev.portolan.cli;

import dev.portolan.artifact.Layer;
import dev.portolan.error.Text;
import dev.portolan.fs.pack.Compression;
import dev.portolan.fs.pack.DirectoryLayer;
import dev.portolan.fs.pack.FileLayer;
import dev.portolan.fs.pack.Pack;
import dev.portolan.model.MediaTypes;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * A {@code PATH[:MEDIATYPE]} on the command line.
 *
 * @param path the file or directory
 * @param mediaType the media type; empty if none was given
 */
record PathArgument(Path path, String mediaType) {
    /**
     * Reads the argument. A file with exactly this name comes first, since a file name may contain a colon. Otherwise
     * the path ends at the last colon if a media type or nothing follows.
     */
    static PathArgument parse(String text) {
        int colon = text.lastIndexOf(':');
        if (colon < 1 || Files.exists(path(text))) {
            return new PathArgument(path(text), "");
        }
        String rest = text.substring(colon + 1);
        Path before = path(text.substring(0, colon));
        if (rest.isEmpty() || MediaTypes.isValid(rest)) {
            return new PathArgument(before, rest);
        }
        if (Files.exists(before)) {
            throw new IllegalArgumentException("'" + rest + "' is not a media type, such as text/plain");
        }
        return new PathArgument(path(text), "");
    }

    private static Path path(String text) {
        if (text.isEmpty()) {
            throw new IllegalArgumentException("the path is empty; name a file or a directory, such as .");
        }
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("'" + Text.clean(text) + "' is not a path", e);
        }
    }

    /** Returns the layer: a directory as a tar, a file as it is. */
    Layer layer(Compression compression) {
        if (Files.notExists(path)) {
            throw FileErrors.missing(path);
        }
        if (Files.isDirectory(path)) {
            DirectoryLayer layer =
                    Pack.directory(path).withCompression(compression).withTitle(title());
            return mediaType.isEmpty() ? layer : layer.withMediaType(mediaType);
        }
        FileLayer layer = mediaType.isEmpty() ? Pack.file(path) : Pack.file(path, mediaType);
        return layer.withTitle(title());
    }

    /** Returns the title in the artifact, by the rule that oras has too. */
    String title() {
        return Pack.titleOf(path);
    }
}
