package dev.portolan.fs.layout;

import dev.portolan.error.InvalidArchiveException;
import dev.portolan.error.OciException;
import dev.portolan.error.Problem;
import dev.portolan.error.Text;
import dev.portolan.internal.json.JsonFormatException;
import dev.portolan.internal.json.JsonObject;
import dev.portolan.model.Annotations;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.Platform;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One descriptor in a layout's {@code index.json}. Keeps the JSON that it was read from, so that what other tools wrote
 * survives our writing. An entry that is not a valid descriptor fails only those who ask for it.
 */
final class IndexEntry {
    private static final String COSIGN_KIND = "kind";
    private static final String COSIGN = "dev.cosignproject.cosign/";

    private final Map<String, @Nullable Object> json;
    private final String refName;
    private final @Nullable Descriptor descriptor;
    private final String fault;

    private IndexEntry(Map<String, @Nullable Object> json, @Nullable Descriptor descriptor, String fault) {
        this(json, annotation(json, Annotations.REF_NAME), descriptor, fault);
    }

    private IndexEntry(
            Map<String, @Nullable Object> json, String refName, @Nullable Descriptor descriptor, String fault) {
        this.json = json;
        this.refName = refName;
        this.descriptor = descriptor;
        this.fault = fault;
    }

    static IndexEntry read(JsonObject json) {
        try {
            Descriptor descriptor = Descriptor.of(
                    json.string("mediaType").orElse(""),
                    Digest.parse(json.requiredString("digest")),
                    json.requiredInteger("size"));
            return new IndexEntry(json.members(), descriptor, "");
        } catch (JsonFormatException | OciException e) {
            return new IndexEntry(json.members(), null, String.valueOf(e.getMessage()));
        }
    }

    /** Returns an entry for an image that cannot be read. */
    static IndexEntry unreadable(Map<String, String> names, String fault) {
        return new IndexEntry(Map.of("annotations", names), null, fault);
    }

    static IndexEntry of(Descriptor manifest, Map<String, String> annotations) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("mediaType", manifest.mediaType());
        json.put("digest", manifest.digest().toString());
        json.put("size", manifest.size());
        manifest.artifactType().ifPresent(type -> json.put("artifactType", type));
        if (!annotations.isEmpty()) {
            json.put("annotations", annotations);
        }
        return new IndexEntry(json, manifest.bare(), "");
    }

    /** Returns an entry for another manifest with the names of this one. */
    IndexEntry moved(Descriptor manifest) {
        Map<String, String> names = new LinkedHashMap<>();
        if (!fullName().isEmpty()) {
            names.put(ImageName.ANNOTATION, fullName());
        }
        if (!refName.isEmpty()) {
            names.put(Annotations.REF_NAME, refName);
        }
        return of(manifest, names);
    }

    /** Returns the same entry with a name that its JSON does not have. */
    IndexEntry called(String name) {
        return new IndexEntry(json, name, descriptor, fault);
    }

    /** Returns the kind that cosign save gives an entry, such as {@code image} or {@code sigs}; empty for none. */
    String cosignKind() {
        String kind = annotation(json, COSIGN_KIND);
        return kind.startsWith(COSIGN) ? kind.substring(COSIGN.length()) : "";
    }

    /** Returns the same entry with a kind for cosign. */
    IndexEntry withCosignKind(String kind) {
        Map<String, @Nullable Object> annotations = annotations();
        annotations.put(COSIGN_KIND, COSIGN + kind);
        Map<String, @Nullable Object> copy = new LinkedHashMap<>(json);
        copy.put("annotations", annotations);
        return new IndexEntry(copy, refName, descriptor, fault);
    }

    private Map<String, @Nullable Object> annotations() {
        Map<String, @Nullable Object> annotations = new LinkedHashMap<>();
        if (json.get("annotations") instanceof Map<?, ?> present) {
            present.forEach((key, value) -> annotations.put(String.valueOf(key), value));
        }
        return annotations;
    }

    IndexEntry unnamed() {
        Map<String, @Nullable Object> annotations = annotations();
        annotations.remove(Annotations.REF_NAME);
        annotations.remove(ImageName.ANNOTATION);
        if (!cosignKind().isEmpty()) {
            annotations.remove(COSIGN_KIND); // it may have been called by that
        }
        Map<String, @Nullable Object> copy = new LinkedHashMap<>(json);
        if (annotations.isEmpty()) {
            copy.remove("annotations");
        } else {
            copy.put("annotations", annotations);
        }
        return new IndexEntry(copy, descriptor, fault);
    }

    Map<String, @Nullable Object> json() {
        return json;
    }

    /** Returns the ref.name; empty for an entry without one. */
    String refName() {
        return refName;
    }

    /** Returns the image name that Docker and containerd write in addition to the ref.name; empty for none. */
    String fullName() {
        return annotation(json, ImageName.ANNOTATION);
    }

    /** Returns the whole image name of this entry; empty when it has none. */
    String imageName() {
        return fullName().isEmpty() ? ImageName.ofRefName(refName) : ImageName.canonical(fullName());
    }

    private static String annotation(Map<String, @Nullable Object> json, String key) {
        return json.get("annotations") instanceof Map<?, ?> annotations && annotations.get(key) instanceof String value
                ? value
                : "";
    }

    boolean named() {
        return !refName.isEmpty() || !fullName().isEmpty();
    }

    boolean sameNames(IndexEntry other) {
        return refName.equals(other.refName) && fullName().equals(other.fullName());
    }

    /** Returns what is wrong with the entry; empty when it can be used. */
    String fault() {
        return fault;
    }

    /** Returns media type, digest and size; empty when the entry is not a descriptor. */
    Optional<Descriptor> understood() {
        return Optional.ofNullable(descriptor);
    }

    /** Returns the descriptor with the platform, if the entry names one. */
    Optional<Descriptor> listed() {
        if (descriptor == null || !(json.get("platform") instanceof Map<?, ?> platform)) {
            return understood();
        }
        if (platform.get("os") instanceof String os && platform.get("architecture") instanceof String architecture) {
            String variant = platform.get("variant") instanceof String v && !v.isEmpty() ? "/" + v : "";
            try {
                return Optional.of(descriptor.withPlatform(Platform.parse(os + "/" + architecture + variant)));
            } catch (OciException e) {
                return understood();
            }
        }
        return understood();
    }

    boolean has(Digest digest) {
        return descriptor != null && descriptor.digest().equals(digest);
    }

    /**
     * Returns media type, digest and size.
     *
     * @throws InvalidArchiveException when the entry is not a descriptor
     */
    Descriptor descriptor(String where) {
        if (descriptor == null) {
            throw new InvalidArchiveException(Problem.of("the entry " + Text.quote(shownName()) + " cannot be read")
                    .at(where)
                    .because(fault));
        }
        return descriptor;
    }

    /** Returns the longest name, for messages; empty for none. */
    String shownName() {
        return fullName().isEmpty() ? refName : fullName();
    }
}
