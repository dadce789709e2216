package dev.portolan.cli;

import dev.portolan.artifact.Artifact;
import dev.portolan.fs.pack.Compression;
import dev.portolan.model.MediaTypes;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options of an artifact other than its files. */
final class ArtifactOptions {
    @Option(
            names = "--artifact-type",
            paramLabel = "TYPE",
            converter = MediaTypeArgument.class,
            description = "artifact type (a media type)")
    private @Nullable String type;

    @Option(names = "--config", paramLabel = "FILE[:MEDIATYPE]", description = "config of the artifact")
    private @Nullable String config;

    @Mixin
    private final AnnotationOption annotations = new AnnotationOption();

    @Option(
            names = "--compression",
            paramLabel = "gzip|zstd|none",
            description = "compression of directories (default: gzip)")
    private Compression compression = Compression.GZIP;

    /** Returns whether the options give the type of the artifact. */
    boolean hasType() {
        return type != null || config != null;
    }

    /** Sets an artifact with these paths as layers. */
    Artifact.Builder build(List<String> paths) {
        Artifact.Builder builder = Artifact.builder().annotations(annotations.byKey());
        Set<String> titles = new HashSet<>();
        for (String path : paths) {
            PathArgument argument = PathArgument.parse(path);
            builder.layer(argument.layer(compression));
            if (!titles.add(argument.title())) {
                throw new IllegalArgumentException("two paths have the name '" + argument.title()
                        + "' in the artifact; run the command in a directory that contains both");
            }
        }
        if (type != null) {
            builder.type(type);
        }
        if (config != null) {
            PathArgument file = PathArgument.parse(config);
            String mediaType = file.mediaType().isEmpty() ? MediaTypes.OCTET_STREAM : file.mediaType();
            builder.config(mediaType, InputFile.read(file.path()));
        }
        return builder;
    }
}
