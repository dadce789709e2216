package dev.portolan.model;

import dev.portolan.error.InvalidManifestException;
import dev.portolan.error.InvalidReferenceException;
import dev.portolan.error.Problem;
import dev.portolan.internal.json.Json;
import dev.portolan.internal.json.JsonFormatException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A JSON object that is no manifest of a known kind, and the digests in it. */
final class UnknownDocument {
    /** The members that list blobs in manifests of any kind; the last is that of Docker schema 1. */
    private static final List<String> BLOBS = List.of("config", "blobs", "layers", "fsLayers");

    private final Map<String, @Nullable Object> members;

    private UnknownDocument(Map<String, @Nullable Object> members) {
        this.members = members;
    }

    /**
     * Reads content; empty when it does not begin like a JSON object, or is too large for a manifest.
     *
     * @throws InvalidManifestException when it begins like one, but is malformed
     */
    static Optional<UnknownDocument> read(Descriptor descriptor, byte[] content) {
        if (content.length > Manifest.LARGEST || !isObject(content)) {
            return Optional.empty();
        }
        try {
            return Optional.of(new UnknownDocument(Json.parseObject(content).members()));
        } catch (JsonFormatException e) {
            throw new InvalidManifestException(Problem.of("cannot tell what " + descriptor.digest() + " references")
                    .because(e.getMessage()));
        }
    }

    private static boolean isObject(byte[] content) {
        int at = 0;
        while (at < content.length && content[at] <= ' ' && content[at] >= 0) {
            at++;
        }
        return at < content.length && content[at] == '{';
    }

    /** Returns the content that the document lists. */
    List<Child> children(Function<Digest, Optional<Descriptor>> stat) {
        List<Child> children = new ArrayList<>();
        for (String member : BLOBS) {
            descriptors(members.get(member), stat).forEach(blob -> children.add(new Child(blob, Child.Kind.BLOB)));
        }
        descriptors(members.get("manifests"), stat).forEach(manifest -> children.add(Child.listed(manifest)));
        return children;
    }

    private static List<Descriptor> descriptors(@Nullable Object value, Function<Digest, Optional<Descriptor>> stat) {
        List<Descriptor> found = new ArrayList<>();
        if (value instanceof List<?> list) {
            list.forEach(item -> found.addAll(descriptors(item, stat)));
        } else if (value instanceof Map<?, ?> item) {
            digest(item.get(item.containsKey("digest") ? "digest" : "blobSum"))
                    .ifPresent(digest -> found.add(descriptor(digest, item, stat)));
        }
        return found;
    }

    private static Descriptor descriptor(Digest digest, Map<?, ?> item, Function<Digest, Optional<Descriptor>> stat) {
        String mediaType = item.get("mediaType") instanceof String type ? type : "";
        long size = item.get("size") instanceof Number number && number.longValue() >= 0
                ? number.longValue()
                : stat.apply(digest).map(Descriptor::size).orElse(0L);
        return Descriptor.of(mediaType, digest, size);
    }

    /** Returns all digests anywhere in the document. */
    Set<Digest> mentions() {
        Set<Digest> digests = new LinkedHashSet<>();
        addMentions(members, digests);
        return digests;
    }

    private static void addMentions(@Nullable Object value, Set<Digest> digests) {
        if (value instanceof List<?> list) {
            list.forEach(item -> addMentions(item, digests));
        } else if (value instanceof Map<?, ?> object) {
            object.values().forEach(member -> addMentions(member, digests));
        } else {
            digest(value).ifPresent(digests::add);
        }
    }

    private static Optional<Digest> digest(@Nullable Object value) {
        if (!(value instanceof String text) || !text.startsWith("sha")) {
            return Optional.empty();
        }
        try {
            return Optional.of(Digest.parse(text));
        } catch (InvalidReferenceException e) {
            return Optional.empty();
        }
    }
}
