package dev.portolan.fs.layout;

import dev.portolan.error.InvalidArchiveException;
import dev.portolan.error.OciException;
import dev.portolan.error.Problem;
import dev.portolan.internal.json.JsonFormatException;
import dev.portolan.internal.json.JsonObject;
import dev.portolan.model.Annotations;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One descriptor of a layout's {@code index.json}. Keeps the JSON that it was read from, so that what other tools
 * wrote into it survives our writing; an entry that cannot be understood only fails who asks for it.
 */
final class IndexEntry {
    private final Map<String, @Nullable Object> json;
    private final String refName;
    private final @Nullable Descriptor descriptor;
    private final String fault;

    private IndexEntry(
            Map<String, @Nullable Object> json, String refName, @Nullable Descriptor descriptor, String fault) {
        this.json = json;
        this.refName = refName;
        this.descriptor = descriptor;
        this.fault = fault;
    }

    static IndexEntry read(JsonObject json) {
        String refName = annotation(json.members(), Annotations.REF_NAME);
        try {
            Descriptor descriptor = Descriptor.of(
                    json.string("mediaType").orElse(""),
                    Digest.parse(json.requiredString("digest")),
                    json.requiredInteger("size"));
            return new IndexEntry(json.members(), refName, descriptor, "");
        } catch (JsonFormatException | OciException e) {
            return new IndexEntry(json.members(), refName, null, String.valueOf(e.getMessage()));
        }
    }

    static IndexEntry of(Descriptor manifest, String refName, Map<String, String> annotations) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("mediaType", manifest.mediaType());
        json.put("digest", manifest.digest().toString());
        json.put("size", manifest.size());
        manifest.artifactType().ifPresent(type -> json.put("artifactType", type));
        json.put("annotations", annotations);
        return new IndexEntry(json, "", manifest.bare(), "").named(refName);
    }

    /** The same manifest under another name; the empty name takes the name away. */
    IndexEntry named(String name) {
        Map<String, @Nullable Object> annotations = new LinkedHashMap<>();
        if (json.get("annotations") instanceof Map<?, ?> present) {
            present.forEach((key, value) -> annotations.put(String.valueOf(key), value));
        }
        annotations.remove(Annotations.REF_NAME);
        if (!name.isEmpty()) {
            annotations.put(Annotations.REF_NAME, name);
        }
        Map<String, @Nullable Object> copy = new LinkedHashMap<>(json);
        if (annotations.isEmpty()) {
            copy.remove("annotations");
        } else {
            copy.put("annotations", annotations);
        }
        return new IndexEntry(copy, name, descriptor, fault);
    }

    Map<String, @Nullable Object> json() {
        return json;
    }

    /** The name, as it stands; empty for a manifest without one. */
    String refName() {
        return refName;
    }

    /** An annotation's value; empty where there is none. */
    String annotation(String key) {
        return annotation(json, key);
    }

    private static String annotation(Map<String, @Nullable Object> json, String key) {
        return json.get("annotations") instanceof Map<?, ?> annotations && annotations.get(key) instanceof String value
                ? value
                : "";
    }

    boolean named() {
        return !refName.isEmpty();
    }

    /** What is wrong with the entry; empty when it can be used. */
    String fault() {
        return fault;
    }

    /** Media type, digest and size; empty when the entry cannot be understood. */
    Optional<Descriptor> understood() {
        return Optional.ofNullable(descriptor);
    }

    boolean has(Digest digest) {
        return descriptor != null && descriptor.digest().equals(digest);
    }

    /**
     * Media type, digest and size.
     *
     * @throws InvalidArchiveException when the entry cannot be understood
     */
    Descriptor descriptor(String where) {
        if (descriptor == null) {
            throw new InvalidArchiveException(
                    Problem.of("the entry \"" + refName + "\" of index.json is not a descriptor")
                            .at(where)
                            .because(fault));
        }
        return descriptor;
    }
}
