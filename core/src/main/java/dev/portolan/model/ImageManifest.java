package dev.portolan.model;

import dev.portolan.internal.json.Json;
import dev.portolan.internal.json.JsonFormatException;
import dev.portolan.internal.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A manifest of one image or artifact: a config and layers (image-spec, manifest.md). */
public final class ImageManifest implements Manifest {
    private final byte[] bytes;
    private final Descriptor descriptor;
    private final Descriptor config;
    private final List<Descriptor> layers;
    private final Map<String, String> annotations;
    private final @Nullable String artifactType;
    private final @Nullable Descriptor subject;

    private ImageManifest(
            byte[] bytes,
            Descriptor descriptor,
            Descriptor config,
            List<Descriptor> layers,
            Map<String, String> annotations,
            @Nullable String artifactType,
            @Nullable Descriptor subject) {
        this.bytes = bytes;
        this.descriptor = artifactType == null ? descriptor : descriptor.withArtifactType(artifactType);
        this.config = config;
        this.layers = layers;
        this.annotations = annotations;
        this.artifactType = artifactType;
        this.subject = subject;
    }

    static ImageManifest read(Descriptor descriptor, byte[] bytes, JsonObject json) {
        Descriptor config = ManifestJson.descriptor(
                json.object("config").orElseThrow(() -> new JsonFormatException("\"config\" is missing")));
        return new ImageManifest(
                bytes.clone(),
                descriptor,
                config,
                ManifestJson.descriptors(json, "layers"),
                Descriptor.sorted(json.stringMap("annotations")),
                json.string("artifactType").filter(type -> !type.isEmpty()).orElse(null),
                json.object("subject").map(ManifestJson::descriptor).orElse(null));
    }

    /** The config. */
    public Descriptor config() {
        return config;
    }

    /** The layers, base first. */
    public List<Descriptor> layers() {
        return layers;
    }

    @Override
    public byte[] bytes() {
        return bytes.clone();
    }

    @Override
    public Descriptor descriptor() {
        return descriptor;
    }

    @Override
    public Map<String, String> annotations() {
        return annotations;
    }

    @Override
    public Optional<String> artifactType() {
        return Optional.of(artifactType == null ? config.mediaType() : artifactType);
    }

    @Override
    public Optional<Descriptor> subject() {
        return Optional.ofNullable(subject);
    }

    @Override
    public List<Descriptor> children() {
        List<Descriptor> children = new ArrayList<>(layers.size() + 1);
        children.add(config);
        children.addAll(layers);
        return List.copyOf(children);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ImageManifest that && descriptor.sameContent(that.descriptor);
    }

    @Override
    public int hashCode() {
        return descriptor.digest().hashCode();
    }

    @Override
    public String toString() {
        return "image manifest " + descriptor.digest();
    }

    /** Starts a manifest of {@link MediaTypes#IMAGE_MANIFEST} with the empty config. */
    public static Builder builder() {
        return new Builder();
    }

    /** Collects the parts of a new manifest; its bytes are the same for the same parts. */
    public static final class Builder {
        private String mediaType = MediaTypes.IMAGE_MANIFEST;
        private Descriptor config = Descriptor.empty();
        private final List<Descriptor> layers = new ArrayList<>();
        private final Map<String, String> annotations = new LinkedHashMap<>();
        private @Nullable String artifactType;
        private @Nullable Descriptor subject;

        private Builder() {}

        /** Writes another media type, such as {@link MediaTypes#DOCKER_MANIFEST}. */
        public Builder mediaType(String type) {
            mediaType = Objects.requireNonNull(type);
            return this;
        }

        /** Sets the config. */
        public Builder config(Descriptor newConfig) {
            config = Objects.requireNonNull(newConfig);
            return this;
        }

        /** Adds a layer after those that are there. */
        public Builder layer(Descriptor layer) {
            layers.add(Objects.requireNonNull(layer));
            return this;
        }

        /** Adds layers after those that are there. */
        public Builder layers(List<Descriptor> more) {
            layers.addAll(more);
            return this;
        }

        /** Adds an annotation, or replaces its value. */
        public Builder annotation(String key, String value) {
            annotations.put(Objects.requireNonNull(key), Objects.requireNonNull(value));
            return this;
        }

        /** Adds annotations. */
        public Builder annotations(Map<String, String> more) {
            more.forEach(this::annotation);
            return this;
        }

        /** Says what the artifact is (image-spec, manifest.md, {@code artifactType}). */
        public Builder artifactType(String type) {
            artifactType = Objects.requireNonNull(type);
            return this;
        }

        /** Makes this a referrer of another manifest. */
        public Builder subject(Descriptor manifest) {
            subject = manifest.bare();
            return this;
        }

        /** Makes the manifest and its bytes. */
        public ImageManifest build() {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("schemaVersion", 2);
            json.put("mediaType", mediaType);
            if (artifactType != null) {
                json.put("artifactType", artifactType);
            }
            json.put("config", ManifestJson.toJson(config));
            json.put("layers", ManifestJson.toJson(layers));
            if (subject != null) {
                json.put("subject", ManifestJson.toJson(subject));
            }
            if (!annotations.isEmpty()) {
                json.put("annotations", Descriptor.sorted(annotations));
            }
            return (ImageManifest) Manifest.parse(Json.write(json), mediaType);
        }
    }
}
