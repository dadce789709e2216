package dev.portolan.signatures.cosign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portolan.internal.json.Json;
import dev.portolan.internal.json.JsonFormatException;
import dev.portolan.model.Digest;
import dev.portolan.signature.PredicateTypes;
import dev.portolan.signature.VerifiedSignature;
import dev.portolan.signatures.Mutations;
import dev.portolan.signatures.SignatureAlgorithm;
import dev.portolan.signatures.SigningKey;
import dev.portolan.signatures.TestKeys;
import dev.portolan.signatures.VerificationKey;
import dev.portolan.signatures.internal.RejectedException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Nothing changed is accepted, and every failure is a typed rejection. */
class CosignTamperTest {
    private static final Digest MANIFEST = Digest.sha256("manifest".getBytes(StandardCharsets.US_ASCII));
    private static final Digest OTHER = Digest.sha256("other".getBytes(StandardCharsets.US_ASCII));
    /** RSA verifies fastest. */
    private static final SigningKey KEY = TestKeys.signing("RSA2048");

    private static final VerificationKey PUBLIC = TestKeys.publicKey(KEY);
    private static final CosignEnvelopeVerifier VERIFIER = new CosignEnvelopeVerifier(List.of(PUBLIC));
    private static final byte[] STATEMENT = Statement.signature(MANIFEST, Map.of("team", "harbour"));
    private static final byte[] BUNDLE = bundle(KEY, STATEMENT);
    private static final byte[] DSSE = Json.write(envelope(
                    KEY,
                    Statement.attestation(
                            "", MANIFEST, PredicateTypes.SPDX, "{\"a\":1}".getBytes(StandardCharsets.US_ASCII)))
            .toJson());
    private static final byte[] SIMPLE = SimpleSigning.write("example.com/app", MANIFEST, Map.of("team", "harbour"));
    private static final byte[] SIMPLE_SIGNATURE = sign(KEY, SIMPLE);

    private static byte[] sign(SigningKey key, byte[] message) {
        return key.sign(SignatureAlgorithm.ofCosign(key.publicKey()), message);
    }

    private static Dsse envelope(SigningKey key, byte[] statement) {
        return new Dsse(
                Dsse.IN_TOTO, statement, List.of(sign(key, Dsse.preAuthenticationEncoding(Dsse.IN_TOTO, statement))));
    }

    private static byte[] bundle(SigningKey key, byte[] statement) {
        return Bundle.write(TestKeys.publicKey(key), envelope(key, statement));
    }

    private interface Verifying {
        Object verify();
    }

    private static Optional<Object> attempt(Verifying verifying) {
        try {
            return Optional.of(verifying.verify());
        } catch (RejectedException | JsonFormatException e) {
            return Optional.empty();
        }
    }

    private static Optional<Object> bundle(byte[] bytes) {
        return attempt(() -> VERIFIER.bundle(bytes, MANIFEST, Statement.SIGNATURE));
    }

    private static Optional<Object> dsse(byte[] bytes) {
        return attempt(() -> VERIFIER.dsse(bytes, MANIFEST, PredicateTypes.SPDX));
    }

    private static Optional<Object> simple(byte[] payload, byte[] signature) {
        String base64 = new String(signature, StandardCharsets.ISO_8859_1);
        return attempt(() -> VERIFIER.simpleSigning(payload, base64, MANIFEST));
    }

    private static byte[] base64(byte[] bytes) {
        return Base64.getEncoder().encode(bytes);
    }

    @Example
    void an_unchanged_signature_is_accepted() {
        assertThat(bundle(BUNDLE)).isPresent();
        assertThat(dsse(DSSE)).isPresent();
        assertThat(simple(SIMPLE, base64(SIMPLE_SIGNATURE))).isPresent();
    }

    @Example
    void one_flipped_bit_anywhere_is_refused() {
        flips(BUNDLE, changed -> bundle(changed).isEmpty());
        flips(DSSE, changed -> dsse(changed).isEmpty());
        byte[] signature = base64(SIMPLE_SIGNATURE);
        flips(SIMPLE, changed -> simple(changed, signature).isEmpty());
        flips(signature, changed -> simple(SIMPLE, changed).isEmpty());
    }

    private static void flips(byte[] good, Predicate<byte[]> refused) {
        for (int bit = 0; bit < 8 * good.length; bit++) {
            byte[] changed = good.clone();
            changed[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(refused.test(changed))
                    .as("bit %d of byte %d of %s", bit % 8, bit / 8, new String(good, StandardCharsets.ISO_8859_1))
                    .isTrue();
        }
    }

    /** 100 seeds with 140 changes each, of three formats. */
    @Property(tries = 100)
    void no_changed_envelope_is_accepted(@ForAll long seed) {
        Mutations mutations = new Mutations(seed);
        for (int i = 0; i < 140; i++) {
            byte[] bundle = mutations.of(BUNDLE);
            assertThat(sameButForTheHint(bundle) || bundle(bundle).isEmpty()).isTrue();
            byte[] dsse = mutations.of(DSSE);
            assertThat(sameJson(dsse, DSSE) || dsse(dsse).isEmpty()).isTrue();
            assertThat(simple(mutations.of(SIMPLE), base64(SIMPLE_SIGNATURE))).isEmpty();
        }
    }

    /** White space and the order of members do not change the meaning of an envelope. */
    private static boolean sameJson(byte[] changed, byte[] good) {
        try {
            Object one = Json.parse(changed);
            return one != null && one.equals(Json.parse(good));
        } catch (JsonFormatException e) {
            return false;
        }
    }

    @Example
    void a_signature_of_another_digest_key_or_purpose_is_refused() {
        byte[] attestation =
                Statement.attestation("", MANIFEST, PredicateTypes.CYCLONEDX, "{}".getBytes(StandardCharsets.US_ASCII));
        SigningKey stranger = TestKeys.signing("P-256");
        assertReason(bundle(KEY, Statement.signature(OTHER, Map.of())), "another manifest");
        assertReason(bundle(stranger, STATEMENT), "another key");
        assertReason(Bundle.write(PUBLIC, envelope(stranger, STATEMENT)), "it was not signed by a trusted key");
        assertReason(bundle(KEY, attestation), "it is an attestation of type \"https://cyclonedx.org/bom\"");
        assertThatThrownBy(() -> VERIFIER.bundle(BUNDLE, MANIFEST, PredicateTypes.SPDX))
                .isInstanceOf(RejectedException.class)
                .hasMessage("it is a signature, not an attestation");
        assertThatThrownBy(() -> VERIFIER.dsse(DSSE, MANIFEST, PredicateTypes.CYCLONEDX))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("https://spdx.dev/Document");
    }

    @Example
    void an_algorithm_that_the_key_does_not_prescribe_is_refused() {
        byte[] signed = Dsse.preAuthenticationEncoding(Dsse.IN_TOTO, STATEMENT);
        for (SignatureAlgorithm other : List.of(SignatureAlgorithm.RSA_PSS_SHA256, SignatureAlgorithm.RSA_PSS_SHA512)) {
            Dsse envelope = new Dsse(Dsse.IN_TOTO, STATEMENT, List.of(KEY.sign(other, signed)));
            assertReason(Bundle.write(PUBLIC, envelope), "it was not signed by a trusted key");
        }
    }

    @Example
    void bundles_of_other_kinds_are_refused_with_their_kind() {
        assertReason(
                change(
                        "\"publicKey\":{\"hint\":\"" + Bundle.hint(PUBLIC) + "\"}",
                        "\"certificate\":{\"rawBytes\":\"AA==\"}"),
                "keyless");
        assertReason(
                change(
                        "\"publicKey\":{\"hint\":\"" + Bundle.hint(PUBLIC) + "\"}",
                        "\"x509CertificateChain\":{\"certificates\":[]}"),
                "keyless");
        assertReason(change("bundle.v0.3+json", "bundle.v9+json"), "version");
        assertReason(change("}]}}", "},{\"sig\":\"AA==\"}]}}"), "exactly one");
        assertReason(change("\"dsseEnvelope\"", "\"messageSignature\":{},\"dsseEnvelope\""), "a file");
        for (String old : List.of("0.1", "0.2", "0.3")) {
            byte[] older = change(Bundle.V0_3, "application/vnd.dev.sigstore.bundle+json;version=" + old);
            assertThat(bundle(older)).isPresent();
        }
        assertThat(bundle(change(
                        "\"publicKey\":{\"hint\":\"" + Bundle.hint(PUBLIC) + "\"}",
                        "\"publicKey\":{},\"tlogEntries\":[]")))
                .as("no hint, and a list of log entries that is not looked at")
                .isPresent();
    }

    private static byte[] change(String old, String replacement) {
        String text = new String(BUNDLE, StandardCharsets.UTF_8);
        assertThat(text).contains(old);
        return text.replace(old, replacement).getBytes(StandardCharsets.UTF_8);
    }

    private static void assertReason(byte[] bundle, String reason) {
        assertThatThrownBy(() -> VERIFIER.bundle(bundle, MANIFEST, Statement.SIGNATURE))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining(reason);
    }

    @Example
    void a_hostile_document_is_refused_without_harm() {
        byte[] deep = "[".repeat(200_000).getBytes(StandardCharsets.US_ASCII);
        byte[] wide = ("{\"mediaType\":[" + "{},".repeat(300_000) + "{}]}").getBytes(StandardCharsets.US_ASCII);
        for (byte[] hostile : List.of(deep, wide, new byte[0], "null".getBytes(StandardCharsets.US_ASCII))) {
            assertThat(bundle(hostile)).isEmpty();
            assertThat(dsse(hostile)).isEmpty();
        }
        String subjects = "{\"digest\":{\"sha256\":\"" + OTHER.hex() + "\"}},".repeat(1000);
        byte[] many = ("{\"_type\":\"https://in-toto.io/Statement/v1\",\"predicateType\":\"" + Statement.SIGNATURE
                        + "\",\"subject\":[" + subjects + "{\"digest\":{\"sha256\":\"" + MANIFEST.hex() + "\"}}]}")
                .getBytes(StandardCharsets.US_ASCII);
        assertThat(bundle(bundle(KEY, many))).as("1001 subjects").isEmpty();
    }

    @Example
    void ed25519_is_verified_in_both_of_its_forms() {
        SigningKey key = TestKeys.signing("Ed25519");
        CosignEnvelopeVerifier verifier = new CosignEnvelopeVerifier(List.of(TestKeys.publicKey(key)));
        byte[] signed = Dsse.preAuthenticationEncoding(Dsse.IN_TOTO, STATEMENT);
        for (SignatureAlgorithm form : List.of(SignatureAlgorithm.ED25519, SignatureAlgorithm.ED25519PH)) {
            Dsse envelope = new Dsse(Dsse.IN_TOTO, STATEMENT, List.of(key.sign(form, signed)));
            VerifiedSignature verified =
                    verifier.bundle(Bundle.write(TestKeys.publicKey(key), envelope), MANIFEST, Statement.SIGNATURE);
            assertThat(verified.annotations()).containsEntry("team", "harbour");
        }
    }

    /** The key hint is not signed. Without one, every trusted key is tried. */
    private static boolean sameButForTheHint(byte[] bundle) {
        String signed = new String(BUNDLE, StandardCharsets.UTF_8);
        return sameJson(bundle, BUNDLE)
                || Stream.of("\"hint\":\"\"", "")
                        .map(hint -> signed.replaceFirst("\"hint\":\"[^\"]*\"", hint))
                        .anyMatch(other -> sameJson(bundle, other.getBytes(StandardCharsets.UTF_8)));
    }
}
