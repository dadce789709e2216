package dev.portolan.copy;

import dev.portolan.internal.json.Json;
import dev.portolan.internal.json.JsonFormatException;
import dev.portolan.internal.json.JsonObject;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.ImageManifest;
import dev.portolan.model.MediaTypes;
import dev.portolan.model.Platform;
import dev.portolan.port.Source;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Reads the platform of an image from its config (image-spec, config.md); each config is fetched once. */
final class ConfigPlatform {
    /** A config has a few KiB; larger blobs are not read for their platform. */
    private static final long LARGEST = 8 << 20;

    private final Source source;
    private final Map<Digest, Optional<Platform>> known = new HashMap<>();

    ConfigPlatform(Source source) {
        this.source = source;
    }

    /** Returns the platform of an image; empty when its config does not say it, or it is not a container image. */
    Optional<Platform> of(ImageManifest image) {
        Descriptor config = image.config();
        if (!MediaTypes.isImageConfig(config.mediaType()) || config.size() > LARGEST) {
            return Optional.empty();
        }
        return known.computeIfAbsent(config.digest(), digest -> read(config));
    }

    private Optional<Platform> read(Descriptor config) {
        try {
            JsonObject json = Json.parseObject(config.data().orElseGet(() -> source.bytes(config)));
            Platform platform = new Platform(
                    json.string("os").orElse(""),
                    json.string("architecture").orElse(""),
                    json.string("variant").orElse(""),
                    json.string("os.version").orElse(""),
                    json.strings("os.features"));
            return platform.os().isEmpty() || platform.architecture().isEmpty()
                    ? Optional.empty()
                    : Optional.of(platform);
        } catch (JsonFormatException e) {
            return Optional.empty();
        }
    }
}
