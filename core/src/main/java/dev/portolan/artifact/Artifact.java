package dev.portolan.artifact;

import dev.portolan.content.Content;
import dev.portolan.content.DigestingSink;
import dev.portolan.content.Streams;
import dev.portolan.model.Annotations;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.ImageManifest;
import dev.portolan.model.MediaTypes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An artifact to push: layers, a config, annotations, a type and a subject. Immutable; its layers are read when it is
 * pushed. Portolan adds nothing, not even a date, so the same artifact always has the same digest.
 *
 * @since 0.1.0
 */
public final class Artifact {
    private final String type;
    private final Layer config;
    private final List<Layer> layers;
    private final Map<String, String> annotations;
    private final @Nullable Descriptor subject;

    private Artifact(Builder builder) {
        this.type = builder.type.isEmpty() && builder.config.mediaType().equals(MediaTypes.EMPTY)
                ? MediaTypes.UNKNOWN_ARTIFACT
                : builder.type;
        this.config = builder.config;
        this.layers = List.copyOf(builder.layers);
        this.annotations = Map.copyOf(builder.annotations);
        this.subject = builder.subject;
    }

    /** Returns a builder for an artifact of type {@link MediaTypes#UNKNOWN_ARTIFACT} with the empty config. */
    public static Builder builder() {
        return new Builder();
    }

    /** Returns a builder with the content of this artifact. */
    public Builder toBuilder() {
        Builder builder = new Builder();
        builder.type = type;
        builder.config = config;
        builder.layers.addAll(layers);
        builder.annotations.putAll(annotations);
        builder.subject = subject;
        return builder;
    }

    /** Returns the artifact type; empty if the media type of the config is the type. */
    public String type() {
        return type;
    }

    /** Returns the config. */
    public Layer config() {
        return config;
    }

    /** Returns the layers, in their order. */
    public List<Layer> layers() {
        return layers;
    }

    /** Returns the manifest's annotations. */
    public Map<String, String> annotations() {
        return annotations;
    }

    /** Returns the manifest that this artifact refers to. */
    public Optional<Descriptor> subject() {
        return Optional.ofNullable(subject);
    }

    /**
     * Packs the artifact without pushing it, to get its digest or its manifest and blobs. Layers without a known
     * digest, such as large directories, are read to compute it, and read again when they are written.
     *
     * @throws IllegalArgumentException when two layers have the same title, or a title leads out of a directory that the
     *     artifact is pulled into
     */
    public PackedArtifact pack() {
        Map<Layer, Descriptor> described = new HashMap<>();
        parts().forEach(part -> described.computeIfAbsent(part, Artifact::describe));
        return packed(layer -> Objects.requireNonNull(described.get(layer)));
    }

    private static Descriptor describe(Layer layer) {
        return layer.descriptor().orElseGet(() -> {
            DigestingSink sink = new DigestingSink();
            try {
                layer.content().writeTo(sink);
            } catch (IOException e) {
                throw Streams.failure("packing " + layer.mediaType(), "", e);
            }
            return layer.describe(sink.descriptor(layer.mediaType()));
        });
    }

    /** Returns the config and the layers. */
    List<Layer> parts() {
        List<Layer> parts = new ArrayList<>(layers);
        parts.add(config);
        return parts;
    }

    /**
     * Returns the artifact with its manifest, from the descriptors of its parts.
     *
     * @throws IllegalArgumentException when a pull could not write all layers to files of their titles
     */
    PackedArtifact packed(Function<Layer, Descriptor> described) {
        Titles.check(layers.stream().map(described).toList());
        ImageManifest.Builder manifest = ImageManifest.builder()
                .config(described.apply(config))
                .layers(layers.stream().map(described).toList())
                .annotations(annotations);
        if (!type.isEmpty()) {
            manifest.artifactType(type);
        }
        subject().ifPresent(manifest::subject);
        Map<Digest, Content> blobs = new LinkedHashMap<>();
        parts().forEach(part -> blobs.put(described.apply(part).digest(), part.content()));
        return PackedArtifact.of(manifest.build(), blobs);
    }

    /** A builder of artifacts. */
    public static final class Builder {
        private static final byte[] EMPTY = Descriptor.empty().data().orElseThrow();

        private String type = "";
        private Layer config = Layer.of(Descriptor.empty(), Content.of(EMPTY));
        private final List<Layer> layers = new ArrayList<>();
        private final Map<String, String> annotations = new LinkedHashMap<>();
        private @Nullable Descriptor subject;

        private Builder() {}

        /**
         * Sets the artifact type, a media type such as {@code application/vnd.example.sbom.v1}.
         *
         * @throws IllegalArgumentException when it is not a media type (RFC 6838, 4.2)
         */
        public Builder type(String artifactType) {
            type = MediaTypes.requireValid(Objects.requireNonNull(artifactType, "artifactType"));
            return this;
        }

        /**
         * Sets the config. Without an artifact type, its media type is the type of the artifact.
         *
         * @throws IllegalArgumentException when the media type is malformed (RFC 6838, 4.2)
         */
        public Builder config(String mediaType, byte[] bytes) {
            Objects.requireNonNull(mediaType, "mediaType");
            Objects.requireNonNull(bytes, "bytes");
            return config(Layer.of(Descriptor.of(mediaType, bytes), Content.of(bytes.clone())));
        }

        /**
         * Sets the config.
         *
         * @throws IllegalArgumentException when its media type is malformed (RFC 6838, 4.2)
         */
        public Builder config(Layer newConfig) {
            config = checked(Objects.requireNonNull(newConfig, "newConfig"));
            return this;
        }

        /**
         * Adds a layer at the end.
         *
         * @throws IllegalArgumentException when its media type is malformed (RFC 6838, 4.2)
         */
        public Builder layer(Layer layer) {
            layers.add(checked(Objects.requireNonNull(layer, "layer")));
            return this;
        }

        private static Layer checked(Layer layer) {
            MediaTypes.requireValid(layer.mediaType());
            return layer;
        }

        /** Adds layers at the end, as {@link #layer} does. */
        public Builder layers(List<? extends Layer> more) {
            Objects.requireNonNull(more, "more").forEach(this::layer);
            return this;
        }

        /**
         * Adds a layer from bytes in memory, which a pull writes to a file with this name.
         *
         * @throws IllegalArgumentException when the media type is malformed (RFC 6838, 4.2)
         */
        public Builder file(String title, String mediaType, byte[] bytes) {
            return layer(Layer.of(
                    title, mediaType, Objects.requireNonNull(bytes, "bytes").clone()));
        }

        /** Adds an annotation to the manifest, such as {@link Annotations#CREATED}. */
        public Builder annotation(String key, String value) {
            annotations.put(Objects.requireNonNull(key, "key"), Objects.requireNonNull(value, "value"));
            return this;
        }

        /** Adds annotations to the manifest. */
        public Builder annotations(Map<String, String> more) {
            Objects.requireNonNull(more, "more").forEach(this::annotation);
            return this;
        }

        /** Sets the subject: makes the artifact a referrer of another manifest, which need not exist yet. */
        public Builder subject(Descriptor manifest) {
            subject = Objects.requireNonNull(manifest, "manifest");
            return this;
        }

        /** Returns the artifact. */
        public Artifact build() {
            return new Artifact(this);
        }
    }
}
