package dev.portolan.model;

import dev.portolan.internal.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** An index: a list of manifests, for platforms or for any other reason (image-spec, image-index.md). */
public final class ImageIndex extends ManifestDocument implements Manifest {
    private final List<Descriptor> manifests;

    ImageIndex(Descriptor bare, byte[] bytes, JsonObject json) {
        super(bare, bytes, json);
        this.manifests = ManifestJson.descriptors(json, "manifests");
    }

    /** The manifests, in the index's order. */
    public List<Descriptor> manifests() {
        return manifests;
    }

    @Override
    public Optional<String> artifactType() {
        return ownArtifactType();
    }

    @Override
    public List<Descriptor> children() {
        return manifests;
    }

    @Override
    public String toString() {
        return "image index " + digest();
    }

    /** Starts an index of {@link MediaTypes#IMAGE_INDEX}. */
    public static Builder builder() {
        return new Builder();
    }

    /** Collects the parts of a new index; its bytes are the same for the same parts. */
    public static final class Builder {
        private final Draft draft = new Draft();
        private String mediaType = MediaTypes.IMAGE_INDEX;
        private final List<Descriptor> manifests = new ArrayList<>();

        private Builder() {}

        /** Writes another media type, such as {@link MediaTypes#DOCKER_MANIFEST_LIST}. */
        public Builder mediaType(String type) {
            mediaType = Objects.requireNonNull(type);
            return this;
        }

        /** Adds a manifest after those that are there. */
        public Builder manifest(Descriptor manifest) {
            manifests.add(Objects.requireNonNull(manifest));
            return this;
        }

        /** Adds manifests after those that are there. */
        public Builder manifests(List<Descriptor> more) {
            more.forEach(this::manifest);
            return this;
        }

        /** Adds an annotation, or replaces its value. */
        public Builder annotation(String key, String value) {
            draft.annotation(key, value);
            return this;
        }

        /** Adds annotations. */
        public Builder annotations(Map<String, String> more) {
            more.forEach(draft::annotation);
            return this;
        }

        /** Says what the whole is (image-spec, image-index.md, {@code artifactType}). */
        public Builder artifactType(String type) {
            draft.artifactType(type);
            return this;
        }

        /** Makes this a referrer of another manifest. */
        public Builder subject(Descriptor manifest) {
            draft.subject(manifest);
            return this;
        }

        /**
         * Makes the index and its bytes.
         *
         * @throws dev.portolan.error.InvalidManifestException when the media type is not one of an index, or there is
         *     more than a manifest may hold
         */
        public ImageIndex build() {
            requireKind(mediaType, MediaTypes.isIndex(mediaType), "an index");
            return (ImageIndex) draft.build(mediaType, Map.of("manifests", ManifestJson.toJson(manifests)));
        }
    }
}
