package dev.portolan.model;

import dev.portolan.internal.json.Json;
import dev.portolan.internal.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An index: a list of manifests, for platforms or for any other reason (image-spec, image-index.md). */
public final class ImageIndex implements Manifest {
    private final byte[] bytes;
    private final Descriptor descriptor;
    private final List<Descriptor> manifests;
    private final Map<String, String> annotations;
    private final @Nullable String artifactType;
    private final @Nullable Descriptor subject;

    private ImageIndex(
            byte[] bytes,
            Descriptor descriptor,
            List<Descriptor> manifests,
            Map<String, String> annotations,
            @Nullable String artifactType,
            @Nullable Descriptor subject) {
        this.bytes = bytes;
        this.descriptor = artifactType == null ? descriptor : descriptor.withArtifactType(artifactType);
        this.manifests = manifests;
        this.annotations = annotations;
        this.artifactType = artifactType;
        this.subject = subject;
    }

    static ImageIndex read(Descriptor descriptor, byte[] bytes, JsonObject json) {
        return new ImageIndex(
                bytes.clone(),
                descriptor,
                ManifestJson.descriptors(json, "manifests"),
                Descriptor.sorted(json.stringMap("annotations")),
                json.string("artifactType").filter(type -> !type.isEmpty()).orElse(null),
                json.object("subject").map(ManifestJson::descriptor).orElse(null));
    }

    /** The manifests, in the index's order. */
    public List<Descriptor> manifests() {
        return manifests;
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
        return Optional.ofNullable(artifactType);
    }

    @Override
    public Optional<Descriptor> subject() {
        return Optional.ofNullable(subject);
    }

    @Override
    public List<Descriptor> children() {
        return manifests;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ImageIndex that && descriptor.sameContent(that.descriptor);
    }

    @Override
    public int hashCode() {
        return descriptor.digest().hashCode();
    }

    @Override
    public String toString() {
        return "image index " + descriptor.digest();
    }

    /** Starts an index of {@link MediaTypes#IMAGE_INDEX}. */
    public static Builder builder() {
        return new Builder();
    }

    /** Collects the parts of a new index; its bytes are the same for the same parts. */
    public static final class Builder {
        private final List<Descriptor> manifests = new ArrayList<>();
        private final Map<String, String> annotations = new LinkedHashMap<>();
        private @Nullable String artifactType;
        private @Nullable Descriptor subject;

        private Builder() {}

        /** Adds a manifest after those that are there. */
        public Builder manifest(Descriptor manifest) {
            manifests.add(Objects.requireNonNull(manifest));
            return this;
        }

        /** Adds manifests after those that are there. */
        public Builder manifests(List<Descriptor> more) {
            manifests.addAll(more);
            return this;
        }

        /** Adds an annotation, or replaces its value. */
        public Builder annotation(String key, String value) {
            annotations.put(Objects.requireNonNull(key), Objects.requireNonNull(value));
            return this;
        }

        /** Says what the whole is (image-spec, image-index.md, {@code artifactType}). */
        public Builder artifactType(String type) {
            artifactType = Objects.requireNonNull(type);
            return this;
        }

        /** Makes this a referrer of another manifest. */
        public Builder subject(Descriptor manifest) {
            subject = manifest.bare();
            return this;
        }

        /** Makes the index and its bytes. */
        public ImageIndex build() {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("schemaVersion", 2);
            json.put("mediaType", MediaTypes.IMAGE_INDEX);
            if (artifactType != null) {
                json.put("artifactType", artifactType);
            }
            json.put("manifests", ManifestJson.toJson(manifests));
            if (subject != null) {
                json.put("subject", ManifestJson.toJson(subject));
            }
            if (!annotations.isEmpty()) {
                json.put("annotations", Descriptor.sorted(annotations));
            }
            return (ImageIndex) Manifest.parse(Json.write(json), MediaTypes.IMAGE_INDEX);
        }
    }
}
