package dev.portolan.cli;

import dev.portolan.artifact.Artifact;
import dev.portolan.fs.pack.Compression;
import dev.portolan.fs.pack.Pack;
import dev.portolan.model.MediaTypes;
import java.io.IOException;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What an artifact is made of, beside its files. */
final class ArtifactOptions {
    @Option(names = "--artifact-type", paramLabel = "TYPE", description = "what the artifact is, as a media type")
    private @Nullable String type;

    @Option(names = "--config", paramLabel = "FILE[:MEDIATYPE]", description = "the config")
    private @Nullable String config;

    @Option(
            names = {"-a", "--annotation"},
            paramLabel = "K=V",
            description = "an annotation of the manifest (can be given again)")
    private Map<String, String> annotations = new LinkedHashMap<>();

    @Option(
            names = "--compression",
            paramLabel = "gzip|zstd|none",
            description = "how directories are compressed (default: ${DEFAULT-VALUE})")
    private Compression compression = Compression.GZIP;

    /** An artifact of these paths. */
    Artifact.Builder build(List<String> paths) throws IOException {
        Artifact.Builder builder = Artifact.builder().annotations(annotations);
        paths.forEach(path -> builder.layer(PathArgument.parse(path).layer(compression)));
        if (type != null) {
            builder.type(type);
        }
        if (config != null) {
            PathArgument file = PathArgument.parse(config);
            Pack.file(file.path()); // says clearly when it is not there, or not a file
            String mediaType = file.mediaType().isEmpty() ? MediaTypes.OCTET_STREAM : file.mediaType();
            builder.config(mediaType, Files.readAllBytes(file.path()));
        }
        return builder;
    }
}
