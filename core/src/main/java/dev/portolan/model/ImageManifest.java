package dev.portolan.model;

import dev.portolan.internal.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A manifest of one image or artifact: a config and layers (image-spec, manifest.md). An artifact manifest is one too
 * ({@link MediaTypes#isArtifactManifest}): its blobs are the layers, and it has no config.
 *
 * @since 0.1.0
 */
public final class ImageManifest extends Manifest {
    private final boolean hasConfig;
    private final Descriptor config;
    private final List<Descriptor> layers;

    ImageManifest(Descriptor bare, byte[] bytes, JsonObject json) {
        super(bare, bytes, json);
        this.hasConfig = MediaTypes.isImageManifest(bare.mediaType());
        this.config = hasConfig ? ManifestJson.descriptor(json.requiredObject("config")) : Descriptor.empty();
        this.layers = ManifestJson.descriptors(json, hasConfig ? "layers" : "blobs");
    }

    /** Returns the config; {@link Descriptor#empty()} if the manifest has none, which is not one of its children then. */
    public Descriptor config() {
        return config;
    }

    /** Returns the layers, base first. */
    public List<Descriptor> layers() {
        return layers;
    }

    @Override
    public Optional<String> artifactType() {
        return super.artifactType().or(() -> hasConfig ? Optional.of(config.mediaType()) : Optional.empty());
    }

    @Override
    public List<Descriptor> children() {
        if (!hasConfig) {
            return layers;
        }
        List<Descriptor> children = new ArrayList<>(layers.size() + 1);
        children.add(config);
        children.addAll(layers);
        return List.copyOf(children);
    }

    @Override
    public String toString() {
        return "image manifest " + digest();
    }

    /** Returns a builder for a manifest of {@link MediaTypes#IMAGE_MANIFEST} with the empty config. */
    public static Builder builder() {
        return new Builder();
    }

    /** A builder of a manifest; the same parts give the same bytes. */
    public static final class Builder extends ManifestBuilder<Builder> {
        private Descriptor config = Descriptor.empty();
        private final List<Descriptor> layers = new ArrayList<>();

        private Builder() {
            super(MediaTypes.IMAGE_MANIFEST);
        }

        @Override
        Builder self() {
            return this;
        }

        /** Sets the config. */
        public Builder config(Descriptor newConfig) {
            config = Objects.requireNonNull(newConfig);
            return this;
        }

        /** Adds a layer at the end. */
        public Builder layer(Descriptor layer) {
            layers.add(Objects.requireNonNull(layer));
            return this;
        }

        /** Adds layers at the end. */
        public Builder layers(List<Descriptor> more) {
            more.forEach(this::layer);
            return this;
        }

        /**
         * Builds the manifest and its bytes.
         *
         * @throws dev.portolan.error.InvalidManifestException when the media type is not that of an image manifest, or
         *     the manifest is larger than {@link Manifest#LARGEST}
         */
        public ImageManifest build() {
            requireKind(MediaTypes::isImageManifest, "a manifest of one image or artifact");
            Map<String, Object> own = new LinkedHashMap<>();
            own.put("config", ManifestJson.toJson(config));
            own.put("layers", ManifestJson.toJson(layers));
            return (ImageManifest) build(own);
        }
    }
}
