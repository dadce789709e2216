package dev.portolan.model;

import dev.portolan.error.InvalidManifestException;
import dev.portolan.error.Problem;
import dev.portolan.error.Text;
import dev.portolan.internal.json.Json;
import dev.portolan.internal.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The parts that manifests and indexes share: their bytes, annotations, artifact type and subject. */
abstract sealed class ManifestDocument permits ImageManifest, ImageIndex {
    private final byte[] bytes;
    private final Descriptor descriptor;
    private final Map<String, String> annotations;
    private final @Nullable String artifactType;
    private final @Nullable Descriptor subject;

    ManifestDocument(Descriptor bare, byte[] bytes, JsonObject json) {
        this.bytes = bytes.clone();
        this.annotations = Descriptor.sorted(json.stringMap("annotations"));
        this.artifactType =
                json.string("artifactType").filter(type -> !type.isEmpty()).orElse(null);
        this.subject = json.object("subject").map(ManifestJson::descriptor).orElse(null);
        this.descriptor = artifactType == null ? bare : bare.withArtifactType(artifactType);
    }

    /** Returns a copy of the bytes. */
    public final byte[] bytes() {
        return bytes.clone();
    }

    /** Returns media type, digest and size of the bytes, and the artifact type; without annotations. */
    public final Descriptor descriptor() {
        return descriptor;
    }

    /** Returns the annotations, sorted by key. */
    public final Map<String, String> annotations() {
        return annotations;
    }

    /** Returns the subject: the manifest that this one is a referrer of. */
    public final Optional<Descriptor> subject() {
        return Optional.ofNullable(subject);
    }

    /** Returns the artifact type in the document itself. */
    final Optional<String> ownArtifactType() {
        return Optional.ofNullable(artifactType);
    }

    @Override
    public final boolean equals(@Nullable Object other) {
        return other instanceof ManifestDocument that
                && getClass() == that.getClass()
                && descriptor.sameContent(that.descriptor);
    }

    @Override
    public final int hashCode() {
        return descriptor.digest().hashCode();
    }

    /** Refuses a media type of the other kind or of no manifest. */
    static void requireKind(String mediaType, boolean right, String kind) {
        if (!right) {
            throw new InvalidManifestException(
                    Problem.of("the media type " + Text.quote(mediaType) + " is not that of " + kind));
        }
    }

    /** The part of a new document that both kinds have. */
    static final class Draft {
        private final Map<String, String> annotations = new LinkedHashMap<>();
        private @Nullable String artifactType;
        private @Nullable Descriptor subject;

        void annotation(String key, String value) {
            annotations.put(Objects.requireNonNull(key), Objects.requireNonNull(value));
        }

        void artifactType(String type) {
            artifactType = Objects.requireNonNull(type);
        }

        void subject(Descriptor manifest) {
            subject = manifest.bare();
        }

        /** Returns the document, its members in the order of image-spec. */
        Manifest build(String mediaType, Map<String, Object> own) {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("schemaVersion", 2);
            json.put("mediaType", mediaType);
            if (artifactType != null) {
                json.put("artifactType", artifactType);
            }
            json.putAll(own);
            if (subject != null) {
                json.put("subject", ManifestJson.toJson(subject));
            }
            if (!annotations.isEmpty()) {
                json.put("annotations", Descriptor.sorted(annotations));
            }
            return Manifest.parse(Json.write(json), mediaType);
        }
    }
}
