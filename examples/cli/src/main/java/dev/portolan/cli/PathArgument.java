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

    /**
     * Reads the argument. A file that has the whole text as its name comes first, because Unix allows colons in names;
     * a colon at the end says that the rest is the name.
     */
    static PathArgument parse(String text) {
        if (Files.exists(Path.of(text))) {
            return new PathArgument(Path.of(text), "");
        }
        if (text.length() > 1 && text.endsWith(":")) {
            return new PathArgument(Path.of(text.substring(0, text.length() - 1)), "");
        }
        Matcher typed = WITH_TYPE.matcher(text);
        return typed.matches()
                ? new PathArgument(Path.of(typed.group(1)), typed.group(2))
                : new PathArgument(Path.of(text), "");
    }

    /** Returns the layer: a directory as a tar, a file as it is. */
    Layer layer(Compression compression) {
        if (Files.isDirectory(path)) {
            DirectoryLayer layer = Pack.directory(path).withCompression(compression).withTitle(title());
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
