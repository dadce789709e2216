package dev.portolan.signatures.notation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portolan.error.InvalidConfigurationException;
import dev.portolan.signatures.TestKeys;
import dev.portolan.signatures.internal.RejectedException;
import dev.portolan.signatures.notation.TestCertificates.Draft;
import dev.portolan.signatures.notation.TestCertificates.Identity;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The Notary Project's requirements for certificates. */
class CertificateRulesTest {
    private static final String NAME = "CN=signer,C=US,ST=WA,O=Example";
    private static final byte[] SERVER = purpose("1.3.6.1.5.5.7.3.1");
    private static final byte[] TIMESTAMPS = purpose("1.3.6.1.5.5.7.3.8");
    private static final byte[] ANYTHING = purpose("2.5.29.37.0");

    private static final byte[] NO_PATH = TestCertificates.tagged(
            0x30, TestCertificates.tagged(0x01, new byte[] {(byte) 0xff}), TestCertificates.tagged(0x02, new byte[] {0
            }));

    private static byte[] purpose(String oid) {
        return TestCertificates.tagged(0x30, TestCertificates.oid(oid));
    }

    private static Draft draft() {
        return new Draft(NAME);
    }

    static Stream<Arguments> badLeaves() {
        byte[] twoUsages = TestCertificates.tagged(0x03, new byte[] {5, (byte) 0xa0});
        byte[] signing = TestCertificates.DIGITAL_SIGNATURE;
        String usage = TestCertificates.KEY_USAGE;
        String purposes = TestCertificates.EXTENDED_KEY_USAGE;
        return Stream.of(
                Arguments.of("no key usage", draft()),
                Arguments.of("key usage not critical", draft().extension(usage, false, signing)),
                Arguments.of("two key usages", draft().extension(usage, true, twoUsages)),
                Arguments.of(
                        "key usage of an authority", draft().extension(usage, true, TestCertificates.CERTIFICATE_SIGN)),
                Arguments.of(
                        "an authority",
                        draft().leaf().extension(TestCertificates.BASIC_CONSTRAINTS, true, TestCertificates.AUTHORITY)),
                Arguments.of(
                        "an authority over leaves alone",
                        draft().leaf().extension(TestCertificates.BASIC_CONSTRAINTS, true, NO_PATH)),
                Arguments.of(
                        "for servers", draft().extension(usage, true, signing).extension(purposes, false, SERVER)),
                Arguments.of(
                        "for timestamps",
                        draft().extension(usage, true, signing).extension(purposes, false, TIMESTAMPS)),
                Arguments.of(
                        "for anything", draft().extension(usage, true, signing).extension(purposes, false, ANYTHING)),
                Arguments.of(
                        "a critical extension of its own",
                        draft().leaf().extension("1.2.3.4", true, new byte[] {5, 0})),
                Arguments.of("signed with SHA-1", draft().leaf().hash("SHA1")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badLeaves")
    void a_leaf_that_breaks_a_rule_is_refused(String what, Draft leaf) {
        Identity signer = TestCertificates.chain("P-256", leaf);

        assertThatThrownBy(() -> CertificateRules.check(signer.chain())).isInstanceOf(RejectedException.class);
        assertThatThrownBy(signer::signer).isInstanceOf(InvalidConfigurationException.class);
    }

    @Test
    void a_leaf_without_extended_key_usage_is_accepted() {
        Identity signer = TestCertificates.chain(
                "P-256", draft().extension(TestCertificates.KEY_USAGE, true, TestCertificates.DIGITAL_SIGNATURE));

        assertThatCode(() -> CertificateRules.check(signer.chain())).doesNotThrowAnyException();
    }

    /** The name of RSASSA-PSS says nothing about its hash. */
    @ParameterizedTest
    @CsvSource({"SHA-256, true", "SHA-384, true", "SHA-512, true", "SHA-1, false", "SHA-224, false"})
    void a_certificate_signed_with_pss_has_a_strong_hash(String hash, boolean accepted) {
        KeyPair pair = TestKeys.pair("RSA2048");
        List<X509Certificate> chain = List.of(draft().leaf().pss(hash).selfSigned(pair));

        if (accepted) {
            assertThatCode(() -> CertificateRules.check(chain)).doesNotThrowAnyException();
        } else {
            assertThatThrownBy(() -> CertificateRules.check(chain))
                    .isInstanceOf(RejectedException.class)
                    .hasMessageContaining("weak hash");
        }
    }

    /** The specification lists the usages that a signer must not have; non-repudiation is not in the list. */
    @ParameterizedTest
    @CsvSource({"1, true", "2, false", "3, false", "4, false", "5, false", "6, false", "7, false", "8, false"})
    void a_leaf_is_only_for_signing_and_non_repudiation(int other, boolean accepted) {
        byte[] bits = {7, (byte) 0x80, 0};
        bits[1 + other / 8] |= (byte) (0x80 >> other % 8);
        Identity signer = TestCertificates.chain(
                "P-256", draft().extension(TestCertificates.KEY_USAGE, true, TestCertificates.tagged(0x03, bits)));

        if (accepted) {
            assertThatCode(() -> CertificateRules.check(signer.chain())).doesNotThrowAnyException();
        } else {
            assertThatThrownBy(() -> CertificateRules.check(signer.chain()))
                    .isInstanceOf(RejectedException.class)
                    .hasMessageContaining("not only for signing");
        }
    }

    @ParameterizedTest
    @CsvSource({"RSA2560, true", "RSA2048, true", "P-521, true", "RSA1024, false"})
    void an_issuer_may_have_an_rsa_key_of_any_safe_size(String kind, boolean accepted) {
        KeyPair root = TestKeys.pair(kind);
        KeyPair pair = TestKeys.pair("P-256");
        List<X509Certificate> chain = List.of(
                draft().leaf().issuedBy("CN=root,O=Example", root, pair),
                root().authority().selfSigned(root));

        if (accepted) {
            assertThatCode(() -> CertificateRules.check(chain)).doesNotThrowAnyException();
        } else {
            assertThatThrownBy(() -> CertificateRules.check(chain)).isInstanceOf(RejectedException.class);
        }
    }

    /** A path length counts the authorities between a certificate and the leaf. */
    @ParameterizedTest
    @CsvSource({"0, false", "1, true", "2, true"})
    void a_path_length_limits_the_authorities_below(int length, boolean accepted) {
        KeyPair rootPair = TestKeys.pair("P-256");
        KeyPair middlePair = TestKeys.pair("P-256");
        byte[] limited = TestCertificates.tagged(
                0x30,
                TestCertificates.tagged(0x01, new byte[] {(byte) 0xff}),
                TestCertificates.tagged(0x02, new byte[] {(byte) length}));
        List<X509Certificate> chain = List.of(
                draft().leaf().issuedBy("CN=middle,O=Example", middlePair, TestKeys.pair("P-256")),
                new Draft("CN=middle,O=Example").authority().issuedBy("CN=root,O=Example", rootPair, middlePair),
                root().extension(TestCertificates.BASIC_CONSTRAINTS, true, limited)
                        .extension(TestCertificates.KEY_USAGE, true, TestCertificates.CERTIFICATE_SIGN)
                        .selfSigned(rootPair));

        if (accepted) {
            assertThatCode(() -> CertificateRules.check(chain)).doesNotThrowAnyException();
        } else {
            assertThatThrownBy(() -> CertificateRules.check(chain))
                    .isInstanceOf(RejectedException.class)
                    .hasMessageContaining("longer than");
        }
    }

    /** An authority that issued itself under the name of another is a root in the middle. */
    @Test
    void a_root_is_only_allowed_at_the_end() {
        KeyPair one = TestKeys.pair("P-256");
        KeyPair two = TestKeys.pair("P-256");
        List<X509Certificate> chain = List.of(
                draft().leaf().issuedBy("CN=root,O=Example", one, TestKeys.pair("P-256")),
                root().authority().issuedBy("CN=root,O=Example", two, one),
                root().authority().selfSigned(two));

        assertThatThrownBy(() -> CertificateRules.check(chain))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("a root is not at the end of the chain");
    }

    @ParameterizedTest
    @CsvSource({"1.3.6.1.5.5.7.48.1, true", "1.3.6.1.5.5.7.48.2, false"})
    void a_certificate_with_an_ocsp_responder_needs_a_check(String method, boolean needed) {
        byte[] address = TestCertificates.tagged(
                0x30,
                TestCertificates.tagged(
                        0x30, TestCertificates.oid(method), TestCertificates.tagged(0x86, new byte[] {'u'})));
        List<X509Certificate> chain = TestCertificates.chain(
                        "P-256", draft().leaf().extension("1.3.6.1.5.5.7.1.1", false, address))
                .chain();
        KeyPair alone = TestKeys.pair("P-256");

        assertThat(CertificateRules.needsRevocationCheck(chain)).isEqualTo(needed);
        assertThat(CertificateRules.needsRevocationCheck(List.of(draft().leaf()
                        .extension("1.3.6.1.5.5.7.1.1", false, address)
                        .selfSigned(alone))))
                .as("a root")
                .isFalse();
    }

    @Test
    void certificates_are_valid_from_their_first_to_their_last_second() {
        Instant from = Instant.ofEpochSecond(1_700_000_000);
        Instant until = from.plusSeconds(100);
        List<X509Certificate> chain = List.of(draft().leaf().valid(from, until).selfSigned(TestKeys.pair("P-256")));

        assertThat(CertificateRules.areValid(chain, from)).isTrue();
        assertThat(CertificateRules.areValid(chain, until)).isTrue();
        assertThat(CertificateRules.areValid(chain, from.minusNanos(1))).isFalse();
        assertThat(CertificateRules.areValid(chain, until.plusNanos(1))).isFalse();
    }

    static Stream<Arguments> badIssuers() {
        byte[] usage = TestCertificates.CERTIFICATE_SIGN;
        byte[] authority = TestCertificates.AUTHORITY;
        String constraints = TestCertificates.BASIC_CONSTRAINTS;
        return Stream.of(
                Arguments.of("no basic constraints", root().extension(TestCertificates.KEY_USAGE, true, usage)),
                Arguments.of(
                        "basic constraints not critical",
                        root().extension(constraints, false, authority)
                                .extension(TestCertificates.KEY_USAGE, true, usage)),
                Arguments.of("no key usage", root().extension(constraints, true, authority)),
                Arguments.of(
                        "key usage not critical",
                        root().extension(constraints, true, authority)
                                .extension(TestCertificates.KEY_USAGE, false, usage)),
                Arguments.of(
                        "key usage of a leaf",
                        root().extension(constraints, true, authority)
                                .extension(TestCertificates.KEY_USAGE, true, TestCertificates.DIGITAL_SIGNATURE)),
                Arguments.of(
                        "a path that is too short",
                        root().extension(constraints, true, NO_PATH)
                                .extension(TestCertificates.KEY_USAGE, true, usage)),
                Arguments.of("signed with SHA-1", root().authority().hash("SHA1")));
    }

    private static Draft root() {
        return new Draft("CN=root,O=Example");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badIssuers")
    void an_issuer_that_breaks_a_rule_is_refused(String what, Draft rootDraft) {
        KeyPair rootPair = TestKeys.pair("P-256");
        KeyPair middlePair = TestKeys.pair("P-256");
        KeyPair pair = TestKeys.pair("P-256");
        X509Certificate rootCertificate = rootDraft.selfSigned(rootPair);
        X509Certificate middle =
                new Draft("CN=middle,O=Example").authority().issuedBy("CN=root,O=Example", rootPair, middlePair);
        X509Certificate leaf = draft().leaf().issuedBy("CN=middle,O=Example", middlePair, pair);

        assertThatThrownBy(() -> CertificateRules.check(List.of(leaf, middle, rootCertificate)))
                .isInstanceOf(RejectedException.class);
    }

    @Test
    void a_chain_that_is_incomplete_or_out_of_order_is_refused() {
        List<X509Certificate> chain = TestCertificates.chain("P-256").chain();
        List<X509Certificate> other = TestCertificates.chain("P-256").chain();
        List<List<X509Certificate>> broken = List.of(
                List.of(chain.get(0)),
                List.of(chain.get(0), chain.get(1)),
                List.of(chain.get(0), chain.get(2)),
                List.of(chain.get(0), chain.get(2), chain.get(1)),
                List.of(chain.get(1), chain.get(2)),
                List.of(chain.get(0), other.get(1), other.get(2)),
                List.of(chain.get(0), chain.get(1), other.get(2)),
                List.of(chain.get(0), chain.get(1), chain.get(2), chain.get(2)));

        assertThatCode(() -> CertificateRules.check(chain)).doesNotThrowAnyException();
        for (List<X509Certificate> one : broken) {
            assertThatThrownBy(() -> CertificateRules.check(one)).isInstanceOf(RejectedException.class);
        }
    }

    @Test
    void keys_of_other_kinds_and_sizes_are_refused() {
        for (String kind : List.of("RSA1024", "RSA2560", "Ed25519")) {
            assertThatThrownBy(() ->
                            CertificateRules.check(TestCertificates.chain(kind).chain()))
                    .isInstanceOf(RejectedException.class);
        }
    }

    @Test
    void a_signer_refuses_a_certificate_that_is_not_its_own_or_not_valid() {
        Identity signer = TestCertificates.chain("P-256");
        Identity other = TestCertificates.chain("P-256");
        Instant now = Instant.now();
        Identity expired = TestCertificates.chain(
                "P-256", draft().leaf().valid(now.minus(Duration.ofDays(9)), now.minus(Duration.ofDays(1))));

        assertThatThrownBy(() -> NotationSigner.of(other.key(), signer.chain()))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("not belong to the key");
        assertThatThrownBy(() -> NotationSigner.of(signer.key(), List.of()))
                .isInstanceOf(InvalidConfigurationException.class);
        assertThatThrownBy(expired::signer)
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("not valid now");
    }
}
