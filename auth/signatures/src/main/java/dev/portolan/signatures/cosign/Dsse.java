package dev.portolan.signatures.cosign;

import dev.portolan.internal.json.JsonFormatException;
import dev.portolan.internal.json.JsonObject;
import dev.portolan.signatures.internal.Members;
import dev.portolan.signatures.internal.StrictBase64;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A signed envelope (secure-systems-lab/dsse, envelope.md).
 *
 * @param payloadType what the payload is; signed
 * @param payload decoded; signed
 * @param signatures decoded; at least one
 */
record Dsse(String payloadType, byte[] payload, List<byte[]> signatures) {
    /** The payload is an in-toto statement. */
    static final String IN_TOTO = "application/vnd.in-toto+json";

    private static final int MOST_SIGNATURES = 16;

    /** Reads an envelope. */
    static Dsse parse(JsonObject envelope) {
        Members.only(envelope, Set.of("payload", "payloadType", "signatures"));
        List<byte[]> signatures = new ArrayList<>();
        for (JsonObject signature : envelope.objects("signatures")) {
            // The identifier of the key is not signed; it is not read.
            Members.only(signature, Set.of("sig", "keyid"));
            signatures.add(StrictBase64.decode("the signature", signature.requiredString("sig")));
        }
        if (signatures.isEmpty() || signatures.size() > MOST_SIGNATURES) {
            throw new JsonFormatException("it has " + signatures.size() + " signatures");
        }
        return new Dsse(
                envelope.requiredString("payloadType"),
                StrictBase64.decode("the payload", envelope.requiredString("payload")),
                signatures);
    }

    /** Returns the signed bytes: type and payload with their lengths (protocol.md, "PAE"). */
    static byte[] preAuthenticationEncoding(String payloadType, byte[] payload) {
        byte[] type = payloadType.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(("DSSEv1 " + type.length + " ").getBytes(StandardCharsets.US_ASCII));
        out.writeBytes(type);
        out.writeBytes((" " + payload.length + " ").getBytes(StandardCharsets.US_ASCII));
        out.writeBytes(payload);
        return out.toByteArray();
    }

    /** Returns the bytes that the signatures of this envelope sign. */
    byte[] signedBytes() {
        return preAuthenticationEncoding(payloadType, payload);
    }

    Map<String, Object> toJson() {
        Base64.Encoder base64 = Base64.getEncoder();
        List<Map<String, String>> all = signatures.stream()
                .map(signature -> Map.of("sig", base64.encodeToString(signature)))
                .toList();
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("payload", base64.encodeToString(payload));
        json.put("payloadType", payloadType);
        json.put("signatures", all);
        return json;
    }
}
