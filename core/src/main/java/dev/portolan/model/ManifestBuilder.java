package dev.portolan.model;

import dev.portolan.error.InvalidManifestException;
import dev.portolan.error.Problem;
import dev.portolan.error.Text;
import dev.portolan.internal.json.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The settings that the builders of manifests and of indexes share. */
abstract sealed class ManifestBuilder<B extends ManifestBuilder<B>> permits ImageManifest.Builder, ImageIndex.Builder {
    private String mediaType;
    private final Map<String, String> annotations = new LinkedHashMap<>();
    private @Nullable String artifactType;
    private @Nullable Descriptor subject;

    ManifestBuilder(String mediaType) {
        this.mediaType = mediaType;
    }

    abstract B self();

    /** Sets another media type, such as {@link MediaTypes#DOCKER_MANIFEST} or {@link MediaTypes#DOCKER_MANIFEST_LIST}. */
    public B mediaType(String type) {
        mediaType = Objects.requireNonNull(type);
        return self();
    }

    /** Adds or replaces an annotation. */
    public B annotation(String key, String value) {
        annotations.put(Objects.requireNonNull(key), Objects.requireNonNull(value));
        return self();
    }

    /** Adds annotations. */
    public B annotations(Map<String, String> more) {
        more.forEach(this::annotation);
        return self();
    }

    /** Sets the artifact type (image-spec, {@code artifactType}). */
    public B artifactType(String type) {
        artifactType = Objects.requireNonNull(type);
        return self();
    }

    /** Makes this a referrer of another manifest. */
    public B subject(Descriptor manifest) {
        subject = manifest.bare();
        return self();
    }

    /** Refuses a media type of the other kind or of no manifest. */
    final void requireKind(Predicate<String> right, String kind) {
        if (!right.test(mediaType)) {
            throw new InvalidManifestException(
                    Problem.of("the media type " + Text.quote(mediaType) + " is not that of " + kind));
        }
    }

    /** Returns the manifest with these members of its own, in the order of image-spec. */
    final Manifest build(Map<String, Object> own) {
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
