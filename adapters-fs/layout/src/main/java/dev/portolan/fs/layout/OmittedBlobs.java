package dev.portolan.fs.layout;

import dev.portolan.error.InvalidArchiveException;
import dev.portolan.error.OciException;
import dev.portolan.error.Problem;
import dev.portolan.internal.json.Json;
import dev.portolan.internal.json.JsonFormatException;
import dev.portolan.internal.json.JsonObject;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.MediaTypes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/**
 * The blobs that a delta archive leaves out because its target has them: the file {@code portolan-delta.json} next to
 * {@code index.json}, {@code {"schemaVersion": 1, "base": NAME, "expected": [DESCRIPTOR…]}}. Thread-safe.
 *
 * @param base the name of the repository that has them
 * @param blobs the blobs, each with digest and size
 */
record OmittedBlobs(String base, Map<Digest, Descriptor> blobs) {
    static final String FILE = "portolan-delta.json";

    /** Sorts the blobs, so that the file is the same for the same blobs. */
    OmittedBlobs {
        blobs = new ConcurrentSkipListMap<>(blobs);
    }

    static OmittedBlobs nothing() {
        return new OmittedBlobs("", Map.of());
    }

    static OmittedBlobs parse(byte[] bytes, String where) {
        try {
            JsonObject json = Json.parseObject(bytes);
            if (json.requiredInteger("schemaVersion") != 1) {
                throw new JsonFormatException("its schemaVersion is not 1");
            }
            Map<Digest, Descriptor> blobs = new LinkedHashMap<>();
            for (JsonObject blob : json.objects("expected")) {
                Digest digest = Digest.parse(blob.requiredString("digest"));
                blobs.put(
                        digest,
                        Descriptor.of(
                                blob.string("mediaType").orElse(MediaTypes.OCTET_STREAM),
                                digest,
                                blob.requiredInteger("size")));
            }
            return new OmittedBlobs(json.string("base").orElse(""), blobs);
        } catch (JsonFormatException | OciException e) {
            throw new InvalidArchiveException(
                    Problem.of(FILE + " is not valid").at(where).because(String.valueOf(e.getMessage())));
        }
    }

    byte[] bytes() {
        List<Map<String, @Nullable Object>> expected = new ArrayList<>();
        for (Descriptor blob : blobs.values()) {
            Map<String, @Nullable Object> json = new LinkedHashMap<>();
            json.put("mediaType", blob.mediaType());
            json.put("digest", blob.digest().toString());
            json.put("size", blob.size());
            expected.add(json);
        }
        Map<String, @Nullable Object> document = new LinkedHashMap<>();
        document.put("schemaVersion", 1);
        document.put("base", base);
        document.put("expected", expected);
        return Json.write(document);
    }

    boolean isEmpty() {
        return blobs.isEmpty();
    }

    /** Adds a blob; returns the list with the name of the newest base. */
    OmittedBlobs with(Descriptor blob, String newBase) {
        OmittedBlobs named = newBase.equals(base) ? this : new OmittedBlobs(newBase, blobs);
        named.blobs.put(blob.digest(), blob.bare());
        return named;
    }

    /** Returns the same without those that turned out to be there. */
    OmittedBlobs without(Collection<Digest> there) {
        Map<Digest, Descriptor> fewer = new LinkedHashMap<>(blobs);
        fewer.keySet().removeAll(there);
        return new OmittedBlobs(base, fewer);
    }
}
