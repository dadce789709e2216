package dev.portolan.signatures.cosign;

import dev.portolan.internal.json.Json;
import dev.portolan.internal.json.JsonFormatException;
import dev.portolan.internal.json.JsonObject;
import dev.portolan.model.Digest;
import dev.portolan.signatures.internal.RejectedException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A signer's statement about a manifest (in-toto attestation framework, statement.md, versions 0.1 and 1).
 *
 * @param subjects the manifests that it describes
 * @param predicateType what kind of statement it is
 * @param predicate the statement as JSON
 */
record Statement(List<JsonObject> subjects, String predicateType, byte[] predicate) {
    /** A plain signature of cosign. */
    static final String SIGNATURE = "https://sigstore.dev/cosign/sign/v1";

    private static final String V1 = "https://in-toto.io/Statement/v1";
    private static final String V0_1 = "https://in-toto.io/Statement/v0.1";
    private static final int MOST_SUBJECTS = 1000;

    /** Reads a statement whose signature has been verified. */
    static Statement parse(byte[] payload) {
        JsonObject json = Json.parseObject(payload);
        String type = json.requiredString("_type");
        if (!Set.of(V1, V0_1).contains(type)) {
            throw new JsonFormatException("it is not an in-toto statement of version 0.1 or 1");
        }
        List<JsonObject> subjects = json.objects("subject");
        if (subjects.size() > MOST_SUBJECTS) {
            throw new JsonFormatException("it has " + subjects.size() + " subjects, the limit is " + MOST_SUBJECTS);
        }
        Object predicate = json.members().get("predicate");
        return new Statement(
                subjects,
                json.requiredString("predicateType"),
                predicate == null ? "null".getBytes(StandardCharsets.US_ASCII) : Json.write(predicate));
    }

    /**
     * Returns the annotations that were signed for a manifest.
     *
     * @throws RejectedException when the statement is not about this manifest
     */
    Map<String, String> annotationsOf(Digest manifest) {
        for (JsonObject subject : subjects) {
            Optional<String> hex = subject.object("digest")
                    .flatMap(digest -> digest.string(manifest.algorithm().id()));
            if (hex.equals(Optional.of(manifest.hex()))) {
                return subject.stringMap("annotations");
            }
        }
        throw new RejectedException("it is for another manifest");
    }

    /** Returns a plain signature of a manifest. */
    static byte[] signature(Digest manifest, Map<String, String> annotations) {
        Map<String, Object> subject = new LinkedHashMap<>();
        subject.put("digest", Map.of(manifest.algorithm().id(), manifest.hex()));
        subject.put("annotations", annotations);
        Map<String, Object> statement = new LinkedHashMap<>();
        statement.put("_type", V1);
        statement.put("subject", List.of(subject));
        statement.put("predicateType", SIGNATURE);
        statement.put("predicate", Map.of());
        return Json.write(statement);
    }

    /**
     * Returns a statement about a manifest, as cosign writes it: of version 0.1, which old verifiers read too.
     *
     * @param predicate JSON, which is included unchanged
     */
    static byte[] attestation(String name, Digest manifest, String predicateType, byte[] predicate) {
        Map<String, Object> subject = new LinkedHashMap<>();
        subject.put("name", name);
        subject.put("digest", Map.of(manifest.algorithm().id(), manifest.hex()));
        Map<String, Object> statement = new LinkedHashMap<>();
        statement.put("_type", V0_1);
        statement.put("predicateType", predicateType);
        statement.put("subject", List.of(subject));
        byte[] head = Json.write(statement);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(head, 0, head.length - 1);
        out.writeBytes(",\"predicate\":".getBytes(StandardCharsets.US_ASCII));
        out.writeBytes(predicate);
        out.write('}');
        return out.toByteArray();
    }
}
