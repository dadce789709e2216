package dev.portolan.cli;

import dev.portolan.artifact.StoredArtifact;
import dev.portolan.model.Platform;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The config of a container image. */
final class ImageConfig {
    private static final List<String> MEDIA_TYPES =
            List.of("application/vnd.oci.image.config.v1+json", "application/vnd.docker.container.image.v1+json");

    private ImageConfig() {}

    /** Returns whether a config of this media type makes a manifest a container image. */
    static boolean isImage(String mediaType) {
        return MEDIA_TYPES.contains(mediaType);
    }

    /** Returns the platform of a container image; empty for other artifacts. */
    static Optional<Platform> platform(StoredArtifact artifact) {
        if (!isImage(artifact.manifest().config().mediaType())) {
            return Optional.empty();
        }
        try {
            JsonNode config = JsonMapper.shared().readTree(artifact.config());
            String os = config.path("os").asString("");
            String architecture = config.path("architecture").asString("");
            String variant = config.path("variant").asString("");
            return os.isEmpty() || architecture.isEmpty()
                    ? Optional.empty()
                    : Optional.of(Platform.of(os, architecture, variant));
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }
}
