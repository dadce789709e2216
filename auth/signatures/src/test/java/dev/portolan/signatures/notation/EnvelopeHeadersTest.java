package dev.portolan.signatures.notation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portolan.internal.json.Json;
import dev.portolan.internal.json.JsonFormatException;
import dev.portolan.internal.json.JsonObject;
import dev.portolan.model.Descriptor;
import dev.portolan.model.MediaTypes;
import dev.portolan.signature.VerifiedSignature;
import dev.portolan.signatures.SignatureAlgorithm;
import dev.portolan.signatures.internal.RejectedException;
import dev.portolan.signatures.notation.TestCertificates.Draft;
import dev.portolan.signatures.notation.TestCertificates.Identity;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Envelopes with other headers than Portolan writes, signed by the right key. */
class EnvelopeHeadersTest {
    private static final Descriptor SUBJECT =
            Descriptor.of(MediaTypes.IMAGE_MANIFEST, "manifest".getBytes(StandardCharsets.US_ASCII));
    private static final Instant NOW = Instant.ofEpochSecond(Instant.now().getEpochSecond());

    private final Identity signer = TestCertificates.chain("P-256");

    private final Map<String, Object> header = new LinkedHashMap<>(Map.of(
            "alg",
            "ES256",
            "cty",
            NotationEnvelope.PAYLOAD_TYPE,
            "crit",
            new ArrayList<>(List.of(NotationEnvelope.SCHEME)),
            NotationEnvelope.SCHEME,
            NotationEnvelope.X509,
            NotationEnvelope.SIGNING_TIME,
            NOW.toString()));

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private byte[] jws(Identity by) {
        String content = base64(Json.write(header)) + "." + base64(NotationSigner.payload(SUBJECT, Map.of()));
        byte[] signature =
                SignatureAlgorithm.ECDSA_P256_SHA256.signRaw(by.key(), content.getBytes(StandardCharsets.US_ASCII));
        return Json.write(Map.of(
                "protected",
                content.substring(0, content.indexOf('.')),
                "payload",
                content.substring(content.indexOf('.') + 1),
                "signature",
                base64(signature),
                "header",
                Map.of("x5c", by.chain().stream().map(EnvelopeHeadersTest::x5c).toList())));
    }

    private static String x5c(X509Certificate certificate) {
        return Base64.getEncoder().encodeToString(NotationSigning.encoded(certificate));
    }

    private byte[] cose(Map<Object, Object> signed, Map<Object, Object> unsigned) {
        byte[] encoded = Cbor.write(signed);
        byte[] payload = NotationSigner.payload(SUBJECT, Map.of());
        byte[] signature = SignatureAlgorithm.ECDSA_P256_SHA256.signRaw(
                signer.key(), Cbor.write(List.of("Signature1", encoded, new byte[0], payload)));
        return Cbor.write(new Cbor.Tagged(18, List.of(encoded, unsigned, payload, signature)));
    }

    private Map<Object, Object> coseHeader() {
        return new LinkedHashMap<>(Map.of(
                1L,
                -7L,
                2L,
                List.of(NotationEnvelope.SCHEME),
                3L,
                NotationEnvelope.PAYLOAD_TYPE,
                NotationEnvelope.SCHEME,
                NotationEnvelope.X509,
                NotationEnvelope.SIGNING_TIME,
                new Cbor.Tagged(1, NOW.getEpochSecond())));
    }

    private Map<Object, Object> coseChain() {
        return new LinkedHashMap<>(Map.of(
                33L, signer.chain().stream().map(NotationSigning::encoded).toList()));
    }

    private static VerifiedSignature verify(Identity trusted, String type, byte[] envelope, Instant now) {
        String store = type.endsWith("Authority") ? "signingAuthority:own" : "ca:own";
        String mediaType = type.equals("cose") ? Cose.MEDIA_TYPE : Jws.MEDIA_TYPE;
        TrustStatement statement =
                TrustStatement.parse(Json.parseObject(NotationTest.policy("strict", "\"" + store + "\"", "\"*\"")
                                .getBytes(StandardCharsets.UTF_8))
                        .objects("trustPolicies")
                        .get(0));
        return new NotationEnvelopeVerifier(
                        statement, NotationTrustStore.of(Map.of(store, List.of(trusted.root()))), now)
                .verify(NotationEnvelopeVerifier.parse(mediaType, envelope), mediaType, SUBJECT);
    }

    private void assertRejected(byte[] jws, String reason) {
        assertThatThrownBy(() -> verify(signer, "jws", jws, NOW))
                .isInstanceOfAny(RejectedException.class, JsonFormatException.class)
                .hasMessageContaining(reason);
    }

    private void assertCoseRejected(Map<Object, Object> signed, Map<Object, Object> unsigned, String reason) {
        assertThatThrownBy(() -> verify(signer, "cose", cose(signed, unsigned), NOW))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void the_usual_headers_are_accepted() {
        assertThatCode(() -> verify(signer, "jws", jws(signer), NOW)).doesNotThrowAnyException();
        Map<Object, Object> unsigned = coseChain();
        unsigned.put(NotationEnvelope.AGENT, "any program/1.0");
        assertThatCode(() -> verify(signer, "cose", cose(coseHeader(), unsigned), NOW))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"io.cncf.notary.verificationPlugin", "io.cncf.notary.verificationPluginMinVersion"})
    void a_signature_that_needs_a_plugin_is_refused_for_that_reason(String name) {
        header.put(name, "com.example.plugin");
        assertRejected(jws(signer), "it needs a verification plugin");
        Map<Object, Object> cose = coseHeader();
        cose.put(name, "com.example.plugin");
        assertCoseRejected(cose, coseChain(), "it needs a verification plugin");
    }

    @Test
    void an_unknown_signed_header_is_refused() {
        header.put("x", 1);
        assertRejected(jws(signer), "it has an unknown header");
        Map<Object, Object> cose = coseHeader();
        cose.put("x", "y");
        assertCoseRejected(cose, coseChain(), "it has an unknown header");
        cose.remove("x");
        cose.put(4L, new byte[0]);
        assertCoseRejected(cose, coseChain(), "it has an unknown header");
        Map<Object, Object> unsigned = coseChain();
        unsigned.put(34L, new byte[0]);
        assertCoseRejected(coseHeader(), unsigned, "it has an unknown header");
    }

    @ParameterizedTest
    @ValueSource(strings = {"alg", "cty", "io.cncf.notary.signingScheme", "io.cncf.notary.signingTime", "crit"})
    void a_missing_header_is_refused(String name) {
        header.remove(name);
        assertRejected(jws(signer), name.equals("crit") ? "its critical headers" : "is missing");
    }

    @ParameterizedTest
    @CsvSource({
        "io.cncf.notary.signingTime, yesterday, a time is malformed",
        "io.cncf.notary.expiry, tomorrow, a time is malformed",
        "io.cncf.notary.signingScheme, notary.x509.other, its signing scheme is unknown",
        "cty, text/plain, its content type",
        "alg, ES384, its algorithm",
    })
    void a_header_with_another_value_is_refused(String name, String value, String reason) {
        header.put(name, value);
        assertRejected(jws(signer), reason);
    }

    @Test
    void a_critical_header_must_not_occur_twice() {
        header.put("crit", List.of(NotationEnvelope.SCHEME, NotationEnvelope.SCHEME));
        assertRejected(jws(signer), "occurs twice");
        Map<Object, Object> cose = coseHeader();
        cose.put(2L, List.of(NotationEnvelope.SCHEME, NotationEnvelope.SCHEME));
        assertCoseRejected(cose, coseChain(), "critical headers are malformed");
    }

    @Test
    void a_header_of_cose_that_is_missing_or_of_another_type_is_refused() {
        for (Object name : List.of(1L, 2L, 3L, NotationEnvelope.SCHEME, NotationEnvelope.SIGNING_TIME)) {
            Map<Object, Object> without = coseHeader();
            without.remove(name);
            assertCoseRejected(without, coseChain(), "the header " + name + " is missing");
        }
        Map<Object, Object> other = coseHeader();
        other.put(3L, 50L);
        assertCoseRejected(other, coseChain(), "the header 3 is not a text");
        for (Object time : List.of(
                NOW.getEpochSecond(),
                new Cbor.Tagged(0, NOW.toString()),
                new Cbor.Tagged(1, NOW.toString()),
                new Cbor.Tagged(2, NOW.getEpochSecond()),
                new Cbor.Tagged(1, Long.MAX_VALUE))) {
            Map<Object, Object> wrong = coseHeader();
            wrong.put(NotationEnvelope.SIGNING_TIME, time);
            assertCoseRejected(wrong, coseChain(), "a time is malformed");
        }
        Map<Object, Object> critical = coseHeader();
        critical.put(2L, List.of(1L));
        assertCoseRejected(critical, coseChain(), "critical headers are malformed");
        critical.put(2L, "text");
        assertCoseRejected(critical, coseChain(), "its critical headers are not those");
        Map<Object, Object> algorithm = coseHeader();
        algorithm.put(1L, -8L);
        assertCoseRejected(algorithm, coseChain(), "its algorithm is not one of the Notary Project");
    }

    @Test
    void a_chain_of_cose_that_is_missing_or_no_list_of_certificates_is_refused() {
        assertCoseRejected(coseHeader(), Map.of(), "the header 33 is missing");
        assertCoseRejected(coseHeader(), Map.of(33L, List.of("text")), "a certificate is malformed");
        assertCoseRejected(coseHeader(), Map.of(33L, List.of()), "it has 0 certificates");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 11})
    void a_chain_has_one_to_ten_certificates(int count) throws Exception {
        byte[] der = signer.root().getEncoded();

        assertThatThrownBy(() -> NotationEnvelope.chain(Collections.nCopies(count, der)))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("it has " + count + " certificates");
        assertThat(NotationEnvelope.chain(Collections.nCopies(10, der))).hasSize(10);
        assertThatThrownBy(() -> NotationEnvelope.chain(List.of(new byte[] {0x30, 0})))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("a certificate is malformed");
    }

    @Test
    void only_envelopes_are_read() {
        for (Object other : List.of(
                List.of(new byte[0], Map.of(), new byte[0], new byte[0]),
                new Cbor.Tagged(17, List.of(new byte[0], Map.of(), new byte[0], new byte[0])),
                new Cbor.Tagged(18, "text"),
                new Cbor.Tagged(18, List.of(new byte[0], Map.of(), new byte[0])),
                new Cbor.Tagged(18, List.of("x", Map.of(), new byte[0], new byte[0])),
                new Cbor.Tagged(18, List.of(Cbor.write(Map.of()), List.of(), new byte[0], new byte[0])),
                new Cbor.Tagged(18, List.of(Cbor.write(Map.of()), Map.of(), "x", new byte[0])),
                new Cbor.Tagged(18, List.of(Cbor.write(Map.of()), Map.of(), new byte[0], "x")),
                new Cbor.Tagged(18, List.of(Cbor.write(List.of()), Map.of(), new byte[0], new byte[0])))) {
            assertThatThrownBy(() -> Cose.parse(Cbor.write(other)))
                    .isInstanceOf(RejectedException.class)
                    .hasMessageContaining("it is not a COSE_Sign1 message");
        }
        assertThatThrownBy(() -> NotationEnvelopeVerifier.parse("text/plain", new byte[0]))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("its media type is \"text/plain\"");
    }

    @Test
    void a_chain_that_breaks_a_rule_is_refused_though_its_signature_is_good() {
        Identity server = TestCertificates.chain(
                "P-256",
                new Draft("CN=signer,C=US,ST=WA,O=Example")
                        .extension(TestCertificates.KEY_USAGE, true, TestCertificates.DIGITAL_SIGNATURE)
                        .extension(
                                TestCertificates.EXTENDED_KEY_USAGE,
                                false,
                                TestCertificates.tagged(0x30, TestCertificates.oid("1.3.6.1.5.5.7.3.1"))));

        assertThatThrownBy(() -> verify(server, "jws", jws(server), NOW))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("for another purpose");
        Identity stranger = TestCertificates.chain("P-256");
        assertThatThrownBy(() -> verify(signer, "jws", jws(new Identity(stranger.pair(), signer.chain())), NOW))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("its signature is wrong");
    }

    @Test
    void a_timestamp_is_mentioned_if_it_would_have_helped() {
        Instant later = NOW.plus(Duration.ofDays(60));
        JsonObject envelope = Json.parseObject(jws(signer));
        assertThatThrownBy(() -> verify(signer, "jws", Json.write(envelope.members()), later))
                .hasMessage("a certificate is not valid now");

        envelope.requiredObject("header").members().put(NotationEnvelope.TIMESTAMP, "AAAA");

        assertThatThrownBy(() -> verify(signer, "jws", Json.write(envelope.members()), later))
                .hasMessageContaining("RFC 3161 timestamps are not supported");
    }

    // ---- a signing authority vouches for the time

    private void byAuthority(Instant signed) {
        header.put(NotationEnvelope.SCHEME, NotationEnvelope.SIGNING_AUTHORITY);
        header.remove(NotationEnvelope.SIGNING_TIME);
        header.put(NotationEnvelope.AUTHENTIC_TIME, signed.toString());
        header.put("crit", List.of(NotationEnvelope.SCHEME, NotationEnvelope.AUTHENTIC_TIME));
    }

    @Test
    void a_signature_by_an_authority_outlives_its_certificate() {
        Identity expired = TestCertificates.chain(
                "P-256",
                new Draft("CN=signer,C=US,ST=WA,O=Example")
                        .leaf()
                        .valid(NOW.minus(Duration.ofDays(9)), NOW.minus(Duration.ofHours(6))));
        byAuthority(NOW.minus(Duration.ofHours(12)));
        assertThatCode(() -> verify(expired, "signingAuthority", jws(expired), NOW))
                .doesNotThrowAnyException();

        assertThatThrownBy(() -> verify(expired, "jws", jws(expired), NOW))
                .as("a store of another type")
                .hasMessageContaining("none of its authorities");
        for (Instant outside : List.of(NOW.minus(Duration.ofDays(10)), NOW.minus(Duration.ofHours(1)))) {
            byAuthority(outside);
            assertThatThrownBy(() -> verify(expired, "signingAuthority", jws(expired), NOW))
                    .isInstanceOf(RejectedException.class)
                    .hasMessageContaining("not valid at the time of the signature");
        }
    }

    @Test
    void the_signing_time_of_an_authority_is_required_and_critical() {
        byAuthority(NOW);
        header.put("crit", List.of(NotationEnvelope.SCHEME));
        assertThatThrownBy(() -> verify(signer, "signingAuthority", jws(signer), NOW))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("its critical headers");
        header.remove(NotationEnvelope.AUTHENTIC_TIME);
        assertThatThrownBy(() -> verify(signer, "signingAuthority", jws(signer), NOW))
                .isInstanceOf(JsonFormatException.class)
                .hasMessageContaining("is missing");
    }
}
