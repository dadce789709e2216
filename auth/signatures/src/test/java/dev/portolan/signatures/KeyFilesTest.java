package dev.portolan.signatures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portolan.error.InvalidConfigurationException;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
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
