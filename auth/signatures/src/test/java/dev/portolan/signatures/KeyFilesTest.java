package dev.portolan.signatures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portolan.error.InvalidConfigurationException;
import dev.portolan.model.Digest;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.spec.RSAPublicKeySpec;
import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Key files are read, and errors reveal nothing of the key. */
class KeyFilesTest {
    private static final char[] NONE = {};
    private static final byte[] MESSAGE = "message".getBytes(StandardCharsets.US_ASCII);

    @ParameterizedTest
    @ValueSource(strings = {"P-256", "P-384", "P-521", "RSA2048", "RSA3072", "Ed25519"})
    void reads_pkcs8_and_finds_the_public_key(String kind) {
        KeyPair pair = TestKeys.pair(kind);

        SigningKey key =
                SigningKey.parse(TestKeys.pem("PRIVATE KEY", pair.getPrivate().getEncoded()), NONE);

        assertThat(key.publicKey()).isEqualTo(pair.getPublic());
        assertSigns(key);
        VerificationKey read = VerificationKey.parse(
                TestKeys.pem("PUBLIC KEY", pair.getPublic().getEncoded()));
        assertThat(read).isEqualTo(VerificationKey.of(pair.getPublic()));
    }

    private static void assertSigns(SigningKey key) {
        SignatureAlgorithm algorithm = SignatureAlgorithm.ofCosign(key.publicKey());
        byte[] signature = key.sign(algorithm, MESSAGE);
        assertThat(algorithm.verify(key.publicKey(), MESSAGE, signature)).isTrue();
        assertThat(algorithm.verify(key.publicKey(), new byte[3], signature)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "cosign.key, secret, cosign.pub",
        "cosign-unicode.key, pass wörd, cosign-unicode.pub",
        "encrypted-pkcs8.pem, secret, encrypted-pkcs8.pub"
    })
    void reads_files_encrypted_by_other_programs(String file, String passphrase, String publicFile) {
        char[] typed = passphrase.toCharArray();
        SigningKey key = SigningKey.parse(TestKeys.resource(file), typed);

        assertThat(TestKeys.publicKey(key)).isEqualTo(VerificationKey.parse(TestKeys.resource(publicFile)));
        assertSigns(key);
        assertThat(typed).as("the caller's own array").isEqualTo(passphrase.toCharArray());
        assertThat(key.toString()).contains("sha256:").doesNotContain(passphrase);
    }

    @ParameterizedTest
    @ValueSource(strings = {"cosign.key", "encrypted-pkcs8.pem"})
    void a_wrong_passphrase_is_reported_but_not_shown(String file) {
        assertThatThrownBy(() -> SigningKey.parse(TestKeys.resource(file), "hunter2".toCharArray()))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("the passphrase is wrong")
                .hasMessageNotContaining("hunter2")
                .hasNoCause();
        assertThatThrownBy(() -> SigningKey.parse(TestKeys.resource(file), NONE))
                .isInstanceOf(InvalidConfigurationException.class);
    }

    @Test
    void an_encryption_that_java_lacks_is_named_with_the_command_that_converts_it() {
        assertThatThrownBy(() -> SigningKey.parse(TestKeys.resource("scrypt-pkcs8.pem"), "secret".toCharArray()))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("openssl pkcs8");
    }

    /** Older JDKs accept only ASCII, newer ones detect that it is wrong. */
    @Test
    void a_passphrase_that_java_cannot_use_is_reported() {
        assertThatThrownBy(() -> SigningKey.parse(TestKeys.resource("encrypted-pkcs8.pem"), "wörd".toCharArray()))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageMatching(".*(has non-ASCII characters|the passphrase is wrong).*")
                .hasMessageNotContaining("wörd");
    }

    @ParameterizedTest
    @CsvSource({
        "EC PRIVATE KEY, openssl pkcs8",
        "RSA PRIVATE KEY, openssl pkcs8",
        "PUBLIC KEY, sign with the private key",
        "CERTIFICATE, PRIVATE KEY",
    })
    void the_error_for_another_kind_of_file_says_what_to_do(String label, String advice) {
        assertThatThrownBy(() -> SigningKey.parse(TestKeys.pem(label, MESSAGE), NONE))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining(advice)
                .hasMessageNotContaining(Base64.getEncoder().encodeToString(MESSAGE));
    }

    @ParameterizedTest
    @CsvSource({
        "PRIVATE KEY, verify with the public key",
        "CERTIFICATE, openssl x509",
        "RSA PUBLIC KEY, openssl rsa",
        "PUBLIC KEY, neither an EC",
    })
    void the_error_for_another_kind_of_public_key_says_what_to_do(String label, String advice) {
        assertThatThrownBy(() -> VerificationKey.parse(TestKeys.pem(label, MESSAGE)))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining(advice);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "no pem", "-----BEGIN PRIVATE KEY-----\n*\n-----END PRIVATE KEY-----"})
    void a_file_that_is_not_pem_is_refused(String text) {
        assertThatThrownBy(() -> SigningKey.parse(text.getBytes(StandardCharsets.UTF_8), NONE))
                .isInstanceOf(InvalidConfigurationException.class);
        assertThatThrownBy(() -> VerificationKey.parse(text.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(InvalidConfigurationException.class);
    }

    @Test
    void keys_that_no_format_supports_are_refused() {
        assertThatThrownBy(() -> VerificationKey.of(TestKeys.pair("RSA1024").getPublic()))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("1024 bits");
        assertThatThrownBy(() ->
                        SignatureAlgorithm.ofNotation(TestKeys.pair("Ed25519").getPublic()))
                .isInstanceOf(InvalidConfigurationException.class);
        assertThatThrownBy(() ->
                        SignatureAlgorithm.ofNotation(TestKeys.pair("RSA2560").getPublic()))
                .isInstanceOf(InvalidConfigurationException.class);
    }

    @Test
    void a_verification_key_is_its_encoding() {
        KeyPair one = TestKeys.pair("P-256");
        VerificationKey key = VerificationKey.of(one.getPublic());
        VerificationKey read =
                VerificationKey.parse(TestKeys.pem("PUBLIC KEY", one.getPublic().getEncoded()));
        VerificationKey other = VerificationKey.of(TestKeys.pair("P-256").getPublic());

        assertThat(read).isEqualTo(key).hasSameHashCodeAs(key).hasToString(key.toString());
        assertThat(other).isNotEqualTo(key).isNotEqualTo(one.getPublic());
        assertThat(other.hashCode()).isNotEqualTo(key.hashCode());
        assertThat(key.fingerprint()).isEqualTo(Digest.sha256(one.getPublic().getEncoded()));
    }

    @ParameterizedTest
    @CsvSource({"RSA2040, false", "RSA2048, true", "P-256, true", "Ed25519, true", "Ed448, false"})
    void keys_have_a_kind_and_size_that_are_safe(String kind, boolean accepted) {
        PublicKey key = TestKeys.pair(kind).getPublic();

        if (accepted) {
            assertThat(VerificationKey.of(key).publicKey()).isEqualTo(key);
        } else {
            assertThatThrownBy(() -> VerificationKey.of(key))
                    .isInstanceOf(InvalidConfigurationException.class)
                    .hasMessageContaining("cannot sign in this format");
        }
    }

    @Test
    void a_key_that_cannot_sign_with_an_algorithm_says_so() {
        SigningKey key = TestKeys.signing("P-256");

        assertThatThrownBy(() -> key.sign(SignatureAlgorithm.RSA_PKCS1_SHA256, MESSAGE))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("RSA_PKCS1_SHA256");
        assertThat(SignatureAlgorithm.RSA_PKCS1_SHA256.verify(key.publicKey(), MESSAGE, new byte[256]))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({"P-256, 64", "P-384, 96", "P-521, 132"})
    void raw_signatures_of_ecdsa_have_two_numbers_of_the_size_of_the_curve(String kind, int size) {
        SigningKey key = TestKeys.signing(kind);
        SignatureAlgorithm algorithm = SignatureAlgorithm.ofNotation(key.publicKey());
        byte[] raw = algorithm.signRaw(key, MESSAGE);

        assertThat(raw).hasSize(size);
        assertThat(algorithm.verifyRaw(key.publicKey(), MESSAGE, raw)).isTrue();
        assertThat(algorithm.verifyRaw(key.publicKey(), MESSAGE, Arrays.copyOf(raw, size + 2)))
                .isFalse();
        assertThat(algorithm.verifyRaw(key.publicKey(), MESSAGE, new byte[size]))
                .isFalse();
        SigningKey broken = new SigningKey() {
            @Override
            public PublicKey publicKey() {
                return key.publicKey();
            }

            @Override
            public byte[] sign(SignatureAlgorithm how, byte[] message) {
                return raw;
            }
        };
        assertThatThrownBy(() -> algorithm.signRaw(broken, MESSAGE))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("malformed");
    }

    @Test
    void a_file_that_is_too_large_is_refused() {
        byte[] key =
                TestKeys.pem("PUBLIC KEY", TestKeys.pair("P-256").getPublic().getEncoded());

        assertThat(VerificationKey.parse(Arrays.copyOf(key, 64 << 10))).isNotNull();
        assertThatThrownBy(() -> VerificationKey.parse(Arrays.copyOf(key, (64 << 10) + 1)))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("at most 65536");
    }

    /** As {@code openssl ecparam -genkey} writes it. */
    @Test
    void parameters_of_a_curve_may_come_before_a_key() {
        KeyPair pair = TestKeys.pair("P-256");
        String file = "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n"
                + new String(TestKeys.pem("PRIVATE KEY", pair.getPrivate().getEncoded()), StandardCharsets.US_ASCII);

        assertThat(SigningKey.parse(file.getBytes(StandardCharsets.US_ASCII), NONE)
                        .publicKey())
                .isEqualTo(pair.getPublic());
    }

    /** The cost of scrypt is limited, whatever a file says. */
    @ParameterizedTest
    @CsvSource({"1073741824, 8, 1", "65536, 1000000, 1", "65536, 8, 100000", "3, 8, 1", "0, 8, 1", "65536, -1, 1"})
    void hostile_scrypt_parameters_are_refused(long n, long r, long p) {
        String json = "{\"kdf\":{\"name\":\"scrypt\",\"params\":{\"N\":" + n + ",\"r\":" + r + ",\"p\":" + p
                + "},\"salt\":\"AA==\"},\"cipher\":{\"name\":\"nacl/secretbox\",\"nonce\":\"AA==\"},"
                + "\"ciphertext\":\"AA==\"}";

        assertThatThrownBy(() -> SigningKey.parse(
                        TestKeys.pem("ENCRYPTED SIGSTORE PRIVATE KEY", json.getBytes(StandardCharsets.UTF_8)), NONE))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("out of bounds");
    }

    @ParameterizedTest
    @CsvSource({"2, 1, 1", "2, 1, 16", "1024, 2, 2"})
    void small_scrypt_parameters_are_accepted(long n, long r, long p) {
        assertRefused(
                sigstore("scrypt", "{\"N\":" + n + ",\"r\":" + r + ",\"p\":" + p + "}", "AA==", "nacl/secretbox"),
                "the passphrase is wrong");
    }

    @ParameterizedTest
    @CsvSource({"1, 1, 1", "2, 0, 1", "2, 1, 0", "2, 1, 17", "2, 1048577, 1"})
    void scrypt_parameters_just_out_of_bounds_are_refused(long n, long r, long p) {
        assertRefused(
                sigstore("scrypt", "{\"N\":" + n + ",\"r\":" + r + ",\"p\":" + p + "}", "AA==", "nacl/secretbox"),
                "out of bounds");
    }

    @Test
    void key_files_of_cosign_that_are_made_in_another_way_are_refused() {
        String parameters = "{\"N\":2,\"r\":1,\"p\":1}";
        assertRefused(sigstore("argon2", parameters, "AA==", "nacl/secretbox"), "encryption is not supported");
        assertRefused(sigstore("scrypt", parameters, "AA==", "aes"), "encryption is not supported");
        assertRefused(sigstore("scrypt", parameters, "secret!", "nacl/secretbox"), "\"kdf.salt\" is not base64");
        assertRefused(sigstore("scrypt", "{\"N\":2,\"r\":1}", "AA==", "nacl/secretbox"), "its content is malformed");
        assertRefused("no json: secret!", "its content is malformed");
    }

    private static String sigstore(String kdf, String parameters, String salt, String cipher) {
        return "{\"kdf\":{\"name\":\"" + kdf + "\",\"params\":" + parameters + ",\"salt\":\"" + salt
                + "\"},\"cipher\":{\"name\":\"" + cipher + "\",\"nonce\":\"AA==\"},\"ciphertext\":\"AA==\"}";
    }

    private static void assertRefused(String json, String reason) {
        byte[] file = TestKeys.pem("ENCRYPTED COSIGN PRIVATE KEY", json.getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(() -> SigningKey.parse(file, NONE))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageStartingWith("the private key cannot be read")
                .hasMessageContaining(reason)
                .hasMessageNotContaining("secret!");
    }

    @Test
    void a_private_key_of_another_kind_is_refused() {
        byte[] file =
                TestKeys.pem("PRIVATE KEY", TestKeys.pair("Ed448").getPrivate().getEncoded());
        assertThatThrownBy(() -> SigningKey.parse(file, NONE))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("neither an EC, an RSA nor an Ed25519 key");
        byte[] weak = TestKeys.pem(
                "PRIVATE KEY", TestKeys.pair("RSA1024").getPrivate().getEncoded());
        assertThatThrownBy(() -> SigningKey.parse(weak, NONE))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("1024 bits");
    }

    @Test
    void an_rsa_key_has_at_most_8192_bits() throws Exception {
        for (int bits : new int[] {8192, 8193}) {
            BigInteger modulus = BigInteger.ONE.shiftLeft(bits - 1).setBit(0);
            PublicKey key = KeyFactory.getInstance("RSA")
                    .generatePublic(new RSAPublicKeySpec(modulus, BigInteger.valueOf(65537)));
            if (bits == 8192) {
                assertThat(SignatureAlgorithm.ofCosign(key)).isEqualTo(SignatureAlgorithm.RSA_PKCS1_SHA256);
            } else {
                assertThatThrownBy(() -> SignatureAlgorithm.ofCosign(key))
                        .isInstanceOf(InvalidConfigurationException.class)
                        .hasMessageContaining("8193 bits");
            }
        }
    }

    @Test
    void a_file_with_only_the_parameters_of_a_curve_has_no_key() {
        assertThatThrownBy(() -> SigningKey.parse(TestKeys.pem("EC PARAMETERS", MESSAGE), NONE))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("it has no PEM block");
        String old = "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\nAAAA\n-----END RSA PRIVATE KEY-----";
        assertThatThrownBy(() -> SigningKey.parse(old.getBytes(StandardCharsets.US_ASCII), NONE))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("OpenSSL's old format");
    }

    @Test
    void the_text_of_a_pem_block_is_its_label() {
        assertThat(Pem.read(TestKeys.pem("PRIVATE KEY", MESSAGE))).hasToString("PRIVATE KEY");
    }

    @ParameterizedTest
    @CsvSource({
        "RSA2048, RSA_PKCS1_SHA256, RSA_PSS_SHA256",
        "RSA2048, RSA_PSS_SHA256, RSA_PKCS1_SHA256",
        "RSA2048, RSA_PSS_SHA512, RSA_PSS_SHA256",
        "Ed25519, ED25519, ED25519PH",
        "Ed25519, ED25519PH, ED25519",
        "P-384, ECDSA_P384_SHA256, ECDSA_P384_SHA384",
        "P-521, ECDSA_P521_SHA256, ECDSA_P521_SHA512",
    })
    void a_signature_is_verified_only_by_the_algorithm_that_made_it(
            String kind, SignatureAlgorithm algorithm, SignatureAlgorithm other) {
        SigningKey key = TestKeys.signing(kind);
        byte[] raw = algorithm.signRaw(key, MESSAGE);

        assertThat(algorithm.verifyRaw(key.publicKey(), MESSAGE, raw)).isTrue();
        assertThat(algorithm.verifyRaw(key.publicKey(), new byte[3], raw)).isFalse();
        assertThat(other.verifyRaw(key.publicKey(), MESSAGE, raw)).isFalse();
    }

    @Test
    void an_ecdsa_signature_has_one_encoding() {
        SigningKey key = TestKeys.signing("P-256");
        byte[] signature = key.sign(SignatureAlgorithm.ECDSA_P256_SHA256, MESSAGE);
        byte[] longer = Arrays.copyOf(signature, signature.length + 1);
        byte[] longForm = new byte[signature.length + 1];
        longForm[0] = 0x30;
        longForm[1] = (byte) 0x81;
        System.arraycopy(signature, 1, longForm, 2, signature.length - 1);

        for (byte[] changed : new byte[][] {longer, longForm, new byte[0], {0x30}, {0x30, 6, 2, 1, 1, 2, 1, 1}}) {
            assertThat(SignatureAlgorithm.ECDSA_P256_SHA256.verify(key.publicKey(), MESSAGE, changed))
                    .isFalse();
        }
        for (int bit = 0; bit < 8 * signature.length; bit++) {
            byte[] changed = signature.clone();
            changed[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(SignatureAlgorithm.ECDSA_P256_SHA256.verify(key.publicKey(), MESSAGE, changed))
                    .isFalse();
        }
    }
}
