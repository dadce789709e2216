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

/** What an artifact is made of, beside its files. */
final class ArtifactOptions {
    @Option(
            names = "--artifact-type",
            paramLabel = "TYPE",
            converter = MediaTypeArgument.class,
            description = "what the artifact is, as a media type")
    private @Nullable String type;

    @Option(names = "--config", paramLabel = "FILE[:MEDIATYPE]", description = "the config")
    private @Nullable String config;

    @Mixin
    private final AnnotationOption annotations = new AnnotationOption();

    @Option(
            names = "--compression",
            paramLabel = "gzip|zstd|none",
            description = "how directories are compressed (default: gzip)")
    private Compression compression = Compression.GZIP;

    /** Whether it was said what the artifact is. */
    boolean hasType() {
        return type != null || config != null;
    }

    /** An artifact of these paths. */
    Artifact.Builder build(List<String> paths) {
        Artifact.Builder builder = Artifact.builder().annotations(annotations.byKey());
        Set<String> titles = new HashSet<>();
        for (String path : paths) {
            PathArgument argument = PathArgument.parse(path);
            builder.layer(argument.layer(compression));
            if (!titles.add(argument.title())) {
                throw new IllegalArgumentException("two paths are named '" + argument.title()
                        + "' in the artifact; push from a directory that holds both");
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
