package dev.portolan.signatures.notation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portolan.internal.json.Json;
import dev.portolan.internal.json.JsonFormatException;
import dev.portolan.model.Descriptor;
import dev.portolan.model.MediaTypes;
import dev.portolan.signature.VerifiedSignature;
import dev.portolan.signatures.Mutations;
import dev.portolan.signatures.SignatureAlgorithm;
import dev.portolan.signatures.internal.RejectedException;
import dev.portolan.signatures.notation.TestCertificates.Identity;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;

/** Nothing changed is accepted, and every failure is a typed rejection. */
class NotationTamperTest {
    private static final Descriptor SUBJECT =
            Descriptor.of(MediaTypes.IMAGE_MANIFEST, "manifest".getBytes(StandardCharsets.US_ASCII));
    private static final byte[] PAYLOAD = NotationSigner.payload(SUBJECT, Map.of());
    private static final Instant NOW = Instant.ofEpochSecond(Instant.now().getEpochSecond());
    /** RSA verifies fastest. */
    private static final Identity SIGNER = TestCertificates.selfSigned("RSA2048");

    private static final byte[] JWS = envelope(NotationFormat.JWS, SIGNER, null);
    private static final byte[] COSE = envelope(NotationFormat.COSE, SIGNER, null);
    private static final byte[] AGENT = NotationSigning.AGENT.getBytes(StandardCharsets.US_ASCII);

    static byte[] envelope(NotationFormat format, Identity signer, @Nullable SignatureAlgorithm algorithm) {
        NotationSigning signing = new NotationSigning(
                signer.key(),
                algorithm == null ? CertificateRules.algorithm(signer.chain().get(0)) : algorithm,
                signer.chain());
        Instant expiry = NOW.plusSeconds(3600);
        return format == NotationFormat.JWS
                ? Jws.write(signing, PAYLOAD, NOW, expiry)
                : Cose.write(signing, PAYLOAD, NOW, expiry);
    }

    private static NotationEnvelopeVerifier verifier(Identity trusted) {
        TrustStatement statement = TrustStatement.parse(Json.parseObject(
                        NotationTest.policy("strict", "\"ca:own\"", "\"*\"").getBytes(StandardCharsets.UTF_8))
                .objects("trustPolicies")
                .get(0));
        return new NotationEnvelopeVerifier(
                statement, NotationTrustStore.of(Map.of("ca:own", List.of(trusted.root()))), Instant.now());
    }

    /** The signature, or nothing where it was rejected in one of the ways that are expected. */
    static Optional<VerifiedSignature> verify(Identity trusted, NotationFormat format, byte[] envelope) {
        String type = format == NotationFormat.JWS ? Jws.MEDIA_TYPE : Cose.MEDIA_TYPE;
        try {
            return Optional.of(verifier(trusted).verify(NotationEnvelopeVerifier.parse(type, envelope), type, SUBJECT));
        } catch (RejectedException | JsonFormatException e) {
            return Optional.empty();
        }
    }

    @Example
    void one_flipped_bit_anywhere_is_refused() {
        Identity chain = TestCertificates.chain("P-256");
        for (NotationFormat format : NotationFormat.values()) {
            refuseFlips(SIGNER, format, 1);
            refuseFlips(chain, format, 7); // a prime, so that each place in a byte has its turn
        }
    }

    private static void refuseFlips(Identity signer, NotationFormat format, int step) {
        byte[] good = envelope(format, signer, null);
        assertThat(verify(signer, format, good)).isPresent();
        int agent = new String(good, StandardCharsets.ISO_8859_1).indexOf(NotationSigning.AGENT);
        for (int bit = 0; bit < 8 * good.length; bit += step) {
            byte[] changed = good.clone();
            changed[bit / 8] ^= (byte) (1 << bit % 8);
            // The name of the signing agent is not signed, and it is not read either.
            boolean isAgent = bit / 8 >= agent && bit / 8 < agent + AGENT.length;
            assertThat(isAgent || verify(signer, format, changed).isEmpty())
                    .as("%s, bit %d of byte %d", format, bit % 8, bit / 8)
                    .isTrue();
        }
    }

    /** Java reads such a certificate, and its signature verifies, where the bits that it calls unused are zero. */
    @Example
    void a_certificate_whose_signature_has_unused_bits_is_refused() throws Exception {
        Identity signer = TestCertificates.chain("P-256");
        for (int i = 0; i < 20; i++) {
            byte[] der = TestCertificates.chain("P-256").chain().get(0).getEncoded();
            int unused = der.length - TestCertificates.certificate(der).getSignature().length - 1;
            der[unused] = 1;
            assertThatThrownBy(() -> NotationEnvelope.chain(List.of(der))).isInstanceOf(RejectedException.class);
        }
        assertThat(NotationEnvelope.chain(List.of(signer.chain().get(0).getEncoded())))
                .hasSize(1);
    }

    /** 200 seeds with 150 changes each, of two formats. */
    @Property(tries = 200)
    void no_changed_envelope_is_accepted(@ForAll long seed) {
        Mutations mutations = new Mutations(seed);
        for (int i = 0; i < 150; i++) {
            byte[] jws = mutations.of(JWS);
            byte[] cose = mutations.of(COSE);
            assertThat(verify(SIGNER, NotationFormat.JWS, jws).isEmpty()
                            || signedPart(jws).equals(signedPart(JWS)))
                    .isTrue();
            assertThat(verify(SIGNER, NotationFormat.COSE, cose).isEmpty()
                            || Arrays.equals(signedPartOfCose(cose), signedPartOfCose(COSE)))
                    .isTrue();
        }
    }

    /** The content of an envelope, except the name of the signing agent, white space and order. */
    @SuppressWarnings("unchecked")
    private static Map<String, ?> signedPart(byte[] jws) {
        Map<String, ?> members = Json.parseObject(jws).members();
        ((Map<String, ?>) Objects.requireNonNull(members.get("header"))).remove(NotationEnvelope.AGENT);
        return members;
    }

    /** The same of COSE, where one certificate may be in a list or stand alone (RFC 9360, 2). */
    @SuppressWarnings("unchecked")
    private static byte[] signedPartOfCose(byte[] cose) {
        Cbor.Tagged tagged = (Cbor.Tagged) Cbor.read(cose);
        Map<Object, Object> unprotected = (Map<Object, Object>) ((List<?>) tagged.value()).get(1);
        unprotected.remove(NotationEnvelope.AGENT);
        unprotected.computeIfPresent(Cose.CHAIN, (name, chain) -> chain instanceof byte[] ? List.of(chain) : chain);
        return Cbor.write(tagged);
    }

    @Example
    @SuppressWarnings("unchecked")
    void one_certificate_of_cose_may_stand_alone() {
        Cbor.Tagged tagged = (Cbor.Tagged) Cbor.read(COSE);
        Map<Object, Object> unprotected = (Map<Object, Object>) ((List<?>) tagged.value()).get(1);
        unprotected.computeIfPresent(Cose.CHAIN, (name, chain) -> ((List<Object>) chain).get(0));
        byte[] alone = Cbor.write(tagged);

        assertThat(alone).hasSize(COSE.length - 1);
        assertThat(verify(SIGNER, NotationFormat.COSE, alone)).isPresent();
        assertThat(signedPartOfCose(alone)).isEqualTo(signedPartOfCose(COSE));
    }

    @Example
    void an_algorithm_that_the_key_does_not_prescribe_is_refused() {
        for (NotationFormat format : NotationFormat.values()) {
            for (SignatureAlgorithm other :
                    List.of(SignatureAlgorithm.RSA_PSS_SHA384, SignatureAlgorithm.RSA_PSS_SHA512)) {
                byte[] downgraded = envelope(format, SIGNER, other);

                assertThatThrownBy(() -> {
                            String type = format == NotationFormat.JWS ? Jws.MEDIA_TYPE : Cose.MEDIA_TYPE;
                            verifier(SIGNER).verify(NotationEnvelopeVerifier.parse(type, downgraded), type, SUBJECT);
                        })
                        .isInstanceOf(RejectedException.class)
                        .hasMessageContaining("algorithm does not match");
            }
        }
    }

    @Example
    void headers_that_are_unmarked_or_unknown_are_refused() {
        for (String change : List.of(
                "\"crit\":[]|\"crit\":[\"io.cncf.notary.signingScheme\",\"io.cncf.notary.expiry\"]",
                "\"crit\":[\"io.cncf.notary.signingScheme\"]|\"crit\":[\"io.cncf.notary.signingScheme\",\"io.cncf.notary.expiry\"]",
                "\"crit\":[\"io.cncf.notary.signingScheme\",\"io.cncf.notary.expiry\",\"x\"]|\"crit\":[\"io.cncf.notary.signingScheme\",\"io.cncf.notary.expiry\"]",
                "\"alg\":\"none\"|\"alg\":\"PS256\"",
                "\"alg\":\"HS256\"|\"alg\":\"PS256\"",
                "notary.x509.other|notary.x509",
                "payload.v2+json|payload.v1+json")) {
            String[] parts = change.split("\\|");
            byte[] changed = resigned(parts[1], parts[0]);
            assertThat(verify(SIGNER, NotationFormat.JWS, changed)).as(change).isEmpty();
        }
        assertThat(verify(SIGNER, NotationFormat.JWS, resigned("none", "none"))).isPresent();
    }

    /** The envelope with another protected header, signed again by the right key. */
    private static byte[] resigned(String old, String replacement) {
        Map<String, Object> envelope = new LinkedHashMap<>(Json.parseObject(JWS).members());
        String header = new String(
                Base64.getUrlDecoder().decode(String.valueOf(envelope.get("protected"))), StandardCharsets.UTF_8);
        String changed = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(header.replace(old, replacement).getBytes(StandardCharsets.UTF_8));
        byte[] signature = SignatureAlgorithm.RSA_PSS_SHA256.signRaw(
                SIGNER.key(), (changed + "." + envelope.get("payload")).getBytes(StandardCharsets.US_ASCII));
        envelope.put("protected", changed);
        envelope.put("signature", Base64.getUrlEncoder().withoutPadding().encodeToString(signature));
        return Json.write(envelope);
    }

    @Example
    void a_signature_for_another_manifest_type_size_or_digest_is_refused() {
        for (Descriptor other : List.of(
                Descriptor.of(MediaTypes.IMAGE_INDEX, SUBJECT.digest(), SUBJECT.size()),
                Descriptor.of(MediaTypes.IMAGE_MANIFEST, SUBJECT.digest(), SUBJECT.size() + 1),
                Descriptor.of(MediaTypes.IMAGE_MANIFEST, "other".getBytes(StandardCharsets.US_ASCII)))) {
            assertThatThrownBy(() -> verifier(SIGNER)
                            .verify(NotationEnvelopeVerifier.parse(Jws.MEDIA_TYPE, JWS), Jws.MEDIA_TYPE, other))
                    .isInstanceOf(RejectedException.class)
                    .hasMessageContaining("another manifest");
        }
    }

    @Example
    void cbor_that_is_too_deep_too_long_or_has_duplicates_is_refused() {
        byte[] deep = new byte[5000];
        Arrays.fill(deep, (byte) 0x81);
        byte[] wide = new byte[3000];
        wide[0] = (byte) 0x99;
        wide[1] = 0x0b;
        wide[2] = (byte) 0xb5;
        for (byte[] bytes : List.of(
                deep,
                wide,
                new byte[] {(byte) 0x9f, (byte) 0xff},
                new byte[] {(byte) 0xa2, 1, 1, 1, 1},
                new byte[] {0x18, 1},
                new byte[] {0x5b, 0x7f, -1, -1, -1, -1, -1, -1, -1},
                new byte[] {0x1b, -1, -1, -1, -1, -1, -1, -1, -1},
                new byte[] {0x62, (byte) 0xc3, 0x28},
                new byte[] {1, 1},
                new byte[0])) {
            assertThatThrownBy(() -> Cbor.read(bytes)).isInstanceOf(RejectedException.class);
        }
    }
}
