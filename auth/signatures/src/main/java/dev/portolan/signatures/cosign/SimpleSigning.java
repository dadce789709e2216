package dev.portolan.signatures.cosign;

import dev.portolan.internal.json.Json;
import dev.portolan.internal.json.JsonFormatException;
import dev.portolan.internal.json.JsonObject;
import dev.portolan.model.Digest;
import dev.portolan.signatures.internal.Members;
import dev.portolan.signatures.internal.RejectedException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The document that the tag form signs (containers/image, containers-signature.5, "JSON data format").
 *
 * @param dockerReference the name that was signed: a repository, with a tag or digest perhaps
 * @param annotations the signed annotations
 */
record SimpleSigning(String dockerReference, Map<String, String> annotations) {
    /** The media type of such a layer. */
    static final String MEDIA_TYPE = "application/vnd.dev.cosign.simplesigning.v1+json";
    /** The artifact type of a referrer with such a layer: what cosign 2 wrote with {@code COSIGN_EXPERIMENTAL}. */
    static final String ARTIFACT_TYPE = "application/vnd.dev.cosign.artifact.sig.v1+json";
    /** The annotation of the layer that holds its signature. */
    static final String SIGNATURE = "dev.cosignproject.cosign/signature";
    /** The annotation of a layer that was signed without a key of the signer's own. */
    static final String CERTIFICATE = "dev.sigstore.cosign/certificate";

    private static final String TYPE = "cosign container image signature";

    /**
     * Reads a payload whose signature has been verified.
     *
     * @throws RejectedException when it was made for another manifest
     * @throws JsonFormatException when it is malformed
     */
    static SimpleSigning parse(byte[] payload, Digest manifest) {
        JsonObject json = Members.only(Json.parseObject(payload), Set.of("critical", "optional"));
        JsonObject critical = Members.only(json.requiredObject("critical"), Set.of("identity", "image", "type"));
        JsonObject image = Members.only(critical.requiredObject("image"), Set.of("docker-manifest-digest"));
        JsonObject identity = Members.only(critical.requiredObject("identity"), Set.of("docker-reference"));
        if (!critical.requiredString("type").equals(TYPE)) {
            throw new RejectedException("it is not a signature of an image");
        }
        if (!image.requiredString("docker-manifest-digest").equals(manifest.toString())) {
            throw new RejectedException("it is for another manifest");
        }
        Map<String, String> annotations = new LinkedHashMap<>();
        json.object("optional")
                .ifPresent(optional -> optional.members().forEach((name, value) -> {
                    if (value instanceof String text) {
                        annotations.put(name, text);
                    }
                }));
        return new SimpleSigning(identity.requiredString("docker-reference"), annotations);
    }

    static byte[] write(String repository, Digest manifest, Map<String, String> annotations) {
        Map<String, Object> critical = new LinkedHashMap<>();
        critical.put("identity", Map.of("docker-reference", repository));
        critical.put("image", Map.of("docker-manifest-digest", manifest.toString()));
        critical.put("type", TYPE);
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("critical", critical);
        json.put("optional", annotations.isEmpty() ? null : annotations);
        return Json.write(json);
    }
}
