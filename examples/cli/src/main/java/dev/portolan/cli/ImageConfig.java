package dev.portolan.cli;

import dev.portolan.artifact.StoredArtifact;
import dev.portolan.model.MediaTypes;
import dev.portolan.model.Platform;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The config of a container image. */
final class ImageConfig {
    private ImageConfig() {}

    /** The platform of a container image; empty for other artifacts. */
    static Optional<Platform> platform(StoredArtifact artifact) {
        if (!MediaTypes.isImageConfig(artifact.manifest().config().mediaType())) {
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
