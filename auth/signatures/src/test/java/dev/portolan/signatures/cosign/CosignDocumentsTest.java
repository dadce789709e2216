package dev.portolan.signatures.cosign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portolan.internal.json.Json;
import dev.portolan.internal.json.JsonFormatException;
import dev.portolan.model.Digest;
import dev.portolan.signature.PredicateTypes;
import dev.portolan.signatures.SignatureAlgorithm;
import dev.portolan.signatures.SigningKey;
import dev.portolan.signatures.TestKeys;
import dev.portolan.signatures.internal.RejectedException;
import dev.portolan.signatures.internal.StrictBase64;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Documents with a good signature whose content is not what it must be. */
class CosignDocumentsTest {
    private static final Digest MANIFEST = Digest.sha256(new byte[0]);
    private static final Digest OTHER = Digest.sha256(new byte[1]);
    private static final SigningKey KEY = TestKeys.signing("P-256");
    private static final CosignEnvelopeVerifier VERIFIER = new CosignEnvelopeVerifier(List.of(TestKeys.publicKey(KEY)));

    private static byte[] sign(byte[] message) {
        return KEY.sign(SignatureAlgorithm.ECDSA_P256_SHA256, message);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Object simple(String payload) {
        byte[] bytes = utf8(payload);
        return VERIFIER.simpleSigning(bytes, Base64.getEncoder().encodeToString(sign(bytes)), MANIFEST);
    }

    private static Dsse envelope(String type, byte[] statement, int before) {
        List<byte[]> signatures = new ArrayList<>(Collections.nCopies(before, new byte[8]));
        signatures.add(sign(Dsse.preAuthenticationEncoding(type, statement)));
        return new Dsse(type, statement, signatures);
    }

    private static Object attestation(Dsse envelope) {
        return VERIFIER.dsse(Json.write(envelope.toJson()), MANIFEST, PredicateTypes.SPDX);
    }

    private static byte[] statement(String type, String subjects) {
        return utf8("{\"_type\":\"" + type + "\",\"predicateType\":\"" + PredicateTypes.SPDX + "\",\"subject\":["
                + subjects + "]}");
    }

    private static String subject(Digest digest) {
        return "{\"digest\":{\"sha256\":\"" + digest.hex() + "\"}}";
    }

    @Test
    void a_payload_of_the_tag_form_with_annotations_of_any_type_is_read() {
        String good = new String(SimpleSigning.write("x.org/app", MANIFEST, Map.of()), StandardCharsets.UTF_8);
        CosignEnvelopeVerifier.Named named =
                (CosignEnvelopeVerifier.Named) simple(good.replace("null", "{\"a\":\"b\",\"timestamp\":1,\"c\":{}}"));

        assertThat(named.reference()).isEqualTo("x.org/app");
        assertThat(named.signature().annotations()).isEqualTo(Map.of("a", "b"));
        assertThat(simple(good)).isNotNull();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            cosign container image signature | atomic container signature   | not a signature of an image
            "type"                           | "kind"                       | unknown member
            "optional"                       | "other"                      | unknown member
            "docker-reference"               | "reference"                  | unknown member
            "docker-manifest-digest":        | "x":1,"docker-manifest-digest": | unknown member
            sha256:e3b0                      | sha256:e3b1                  | another manifest
            sha256:e3b0                      | SHA256:e3b0                  | another manifest
            "x.org/app"                      | 1                            | is not a string
            """)
    void a_payload_of_the_tag_form_with_anything_else_is_refused(String good, String bad, String reason) {
        String payload = new String(SimpleSigning.write("x.org/app", MANIFEST, Map.of()), StandardCharsets.UTF_8);
        assertThat(payload).contains(good);

        assertThatThrownBy(() -> simple(payload.replace(good, bad)))
                .isInstanceOfAny(RejectedException.class, JsonFormatException.class)
                .hasMessageContaining(reason);
    }

    @ParameterizedTest
    @CsvSource({
        "https://in-toto.io/Statement/v1, true",
        "https://in-toto.io/Statement/v0.1, true",
        "https://in-toto.io/Statement/v2, false",
        "'', false",
    })
    void a_statement_is_of_version_0_1_or_1(String type, boolean accepted) {
        Dsse envelope = envelope(Dsse.IN_TOTO, statement(type, subject(MANIFEST)), 0);

        if (accepted) {
            assertThat(attestation(envelope)).isNotNull();
        } else {
            assertThatThrownBy(() -> attestation(envelope))
                    .isInstanceOf(JsonFormatException.class)
                    .hasMessageContaining("version 0.1 or 1");
        }
    }

    @Test
    void one_of_at_most_a_thousand_subjects_is_the_manifest() {
        String type = "https://in-toto.io/Statement/v1";
        String others = (subject(OTHER) + ",").repeat(999);

        assertThat(attestation(envelope(Dsse.IN_TOTO, statement(type, others + subject(MANIFEST)), 0)))
                .isNotNull();
        assertThatThrownBy(() -> attestation(
                        envelope(Dsse.IN_TOTO, statement(type, others + subject(OTHER) + "," + subject(MANIFEST)), 0)))
                .hasMessageContaining("1001 subjects");
        for (String none : List.of("", subject(OTHER), "{\"digest\":{\"sha512\":\"" + MANIFEST.hex() + "\"}}", "{}")) {
            assertThatThrownBy(() -> attestation(envelope(Dsse.IN_TOTO, statement(type, none), 0)))
                    .isInstanceOf(RejectedException.class)
                    .hasMessageContaining("another manifest");
        }
    }

    @Test
    void an_envelope_has_1_to_16_signatures_of_which_one_is_good() {
        byte[] statement = statement("https://in-toto.io/Statement/v1", subject(MANIFEST));

        assertThat(attestation(envelope(Dsse.IN_TOTO, statement, 15))).isNotNull();
        assertThatThrownBy(() -> attestation(envelope(Dsse.IN_TOTO, statement, 16)))
                .isInstanceOf(JsonFormatException.class)
                .hasMessageContaining("17 signatures");
        assertThatThrownBy(() -> attestation(new Dsse(Dsse.IN_TOTO, statement, List.of())))
                .isInstanceOf(JsonFormatException.class)
                .hasMessageContaining("0 signatures");
        assertThatThrownBy(() -> attestation(new Dsse(Dsse.IN_TOTO, statement, List.of(new byte[8]))))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("not signed by a trusted key");
    }

    @Test
    void a_payload_of_another_type_is_refused() {
        byte[] statement = statement("https://in-toto.io/Statement/v1", subject(MANIFEST));

        assertThatThrownBy(() -> attestation(envelope("text/plain", statement, 0)))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("not an in-toto statement");
    }

    @Test
    void base64_has_one_form() {
        assertThat(StrictBase64.decode("it", "AP8=")).containsExactly(0, -1);
        assertThat(StrictBase64.decodeUrl("it", "AP8")).containsExactly(0, -1);
        assertThat(StrictBase64.decodeUrl("it", "_-8")).containsExactly(-1, -17);
    }

    @ParameterizedTest
    @ValueSource(strings = {"AP8", "AP9=", "AP8==", "AP8=\n", " AP8=", "_-8=", "*", "AP8=AP8="})
    void any_other_base64_is_refused(String text) {
        assertThatThrownBy(() -> StrictBase64.decode("it", text))
                .isInstanceOf(RejectedException.class)
                .hasMessage("it is not base64");
        assertThatThrownBy(() -> StrictBase64.decodeUrl("it", text.equals("AP8") ? "AP9" : text))
                .isInstanceOf(RejectedException.class);
    }
}
