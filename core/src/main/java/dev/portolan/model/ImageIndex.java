package dev.portolan.model;

import dev.portolan.internal.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * An index: a list of manifests, usually one per platform (image-spec, image-index.md).
 *
 * @since 0.1.0
 */
public final class ImageIndex extends Manifest {
    private final List<Descriptor> manifests;

    ImageIndex(Descriptor bare, byte[] bytes, JsonObject json) {
        super(bare, bytes, json);
        this.manifests = ManifestJson.descriptors(json, "manifests");
    }

    /** Returns the manifests, in the index's order. */
    public List<Descriptor> manifests() {
        return manifests;
    }

    @Override
    public List<Descriptor> children() {
        return manifests;
    }

    @Override
    public String toString() {
        return "image index " + digest();
    }

    /** Returns a builder for an index of {@link MediaTypes#IMAGE_INDEX}. */
    public static Builder builder() {
        return new Builder();
    }

    /** A builder of an index; the same parts give the same bytes. */
    public static final class Builder extends ManifestBuilder<Builder> {
        private final List<Descriptor> manifests = new ArrayList<>();

        private Builder() {
            super(MediaTypes.IMAGE_INDEX);
        }

        @Override
        Builder self() {
            return this;
        }

        /** Adds a manifest at the end. */
        public Builder manifest(Descriptor manifest) {
            manifests.add(Objects.requireNonNull(manifest));
            return this;
        }

        /** Adds manifests at the end. */
        public Builder manifests(List<Descriptor> more) {
            more.forEach(this::manifest);
            return this;
        }

        /**
         * Builds the index and its bytes.
         *
         * @throws dev.portolan.error.InvalidManifestException when the media type is not that of an index, or the index
         *     is larger than {@link Manifest#LARGEST}
         */
        public ImageIndex build() {
            requireKind(MediaTypes::isIndex, "an index");
            return (ImageIndex) build(Map.of("manifests", ManifestJson.toJson(manifests)));
        }
    }
}
