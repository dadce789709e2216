package dev.portolan.signatures.notation;

import dev.portolan.internal.json.Json;
import dev.portolan.internal.json.JsonFormatException;
import dev.portolan.internal.json.JsonObject;
import dev.portolan.signatures.internal.Members;
import dev.portolan.signatures.internal.RejectedException;
import dev.portolan.signatures.internal.StrictBase64;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The JWS form of a signature: flattened JSON (RFC 7515, 7.2.2; signature-envelope-jws.md). */
final class Jws {
    static final String MEDIA_TYPE = "application/jose+json";

    private Jws() {}

    /**
     * Reads an envelope.
     *
     * @throws RejectedException when it is not one
     * @throws JsonFormatException when it is malformed
     */
    static NotationEnvelope parse(byte[] bytes) {
        JsonObject json = Members.only(Json.parseObject(bytes), Set.of("payload", "protected", "header", "signature"));
        JsonObject header = Members.only(
                json.requiredObject("header"), Set.of("x5c", NotationEnvelope.AGENT, NotationEnvelope.TIMESTAMP));
        String encodedPayload = json.requiredString("payload");
        String encodedHeader = json.requiredString("protected");
        JsonObject signed = Json.parseObject(StrictBase64.decodeUrl("the protected header", encodedHeader));
        NotationEnvelope.requireKnown(signed.members().keySet(), Set.of("alg", "cty", "crit"));
        String scheme = signed.requiredString(NotationEnvelope.SCHEME);
        boolean byAuthority = scheme.equals(NotationEnvelope.SIGNING_AUTHORITY);
        String time =
                signed.requiredString(byAuthority ? NotationEnvelope.AUTHENTIC_TIME : NotationEnvelope.SIGNING_TIME);
        List<String> critical = signed.strings("crit");
        if (new HashSet<>(critical).size() != critical.size()) {
            throw new RejectedException("a critical header occurs twice");
        }
        List<byte[]> chain = new ArrayList<>();
        header.strings("x5c").forEach(text -> chain.add(StrictBase64.decode("a certificate", text)));
        return new NotationEnvelope(
                signed.requiredString("alg"),
                signed.requiredString("cty"),
                scheme,
                NotationEnvelope.time(time),
                signed.string(NotationEnvelope.EXPIRY)
                        .map(NotationEnvelope::time)
                        .orElse(null),
                Set.copyOf(critical),
                StrictBase64.decodeUrl("the payload", encodedPayload),
                (encodedHeader + "." + encodedPayload).getBytes(StandardCharsets.US_ASCII),
                StrictBase64.decodeUrl("the signature", json.requiredString("signature")),
                NotationEnvelope.chain(chain),
                header.members().containsKey(NotationEnvelope.TIMESTAMP));
    }

    static byte[] write(NotationSigning signing, byte[] payload, Instant now, @Nullable Instant expiry) {
        List<String> critical = new ArrayList<>(List.of(NotationEnvelope.SCHEME));
        Map<String, Object> signed = new LinkedHashMap<>();
        signed.put("alg", signing.algorithmName());
        signed.put("cty", NotationEnvelope.PAYLOAD_TYPE);
        signed.put(NotationEnvelope.SCHEME, NotationEnvelope.X509);
        signed.put(NotationEnvelope.SIGNING_TIME, now.toString());
        if (expiry != null) {
            critical.add(NotationEnvelope.EXPIRY);
            signed.put(NotationEnvelope.EXPIRY, expiry.toString());
        }
        signed.put("crit", critical);
        Base64.Encoder url = Base64.getUrlEncoder().withoutPadding();
        String encodedHeader = url.encodeToString(Json.write(signed));
        String encodedPayload = url.encodeToString(payload);
        byte[] signature = signing.sign((encodedHeader + "." + encodedPayload).getBytes(StandardCharsets.US_ASCII));
        Map<String, Object> header = new LinkedHashMap<>();
        header.put(
                "x5c",
                signing.encodedChain().stream()
                        .map(Base64.getEncoder()::encodeToString)
                        .toList());
        header.put(NotationEnvelope.AGENT, NotationSigning.AGENT);
        Map<String, Object> envelope = new LinkedHashMap<>();
        envelope.put("payload", encodedPayload);
        envelope.put("protected", encodedHeader);
        envelope.put("header", header);
        envelope.put("signature", url.encodeToString(signature));
        return Json.write(envelope);
    }
}
