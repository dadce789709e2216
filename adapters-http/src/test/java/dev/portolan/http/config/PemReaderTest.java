package dev.portolan.http.config;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portolan.error.InvalidConfigurationException;
import dev.portolan.registry.tls.CertificateAuthority;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class PemReaderTest {
    @Test
    void a_key_that_is_encrypted_in_the_older_way_is_called_encrypted() {
        byte[] pem = ("-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,0123\n\nAAAA\n"
                        + "-----END RSA PRIVATE KEY-----\n")
                .getBytes(StandardCharsets.US_ASCII);

        assertThatThrownBy(() -> PemReader.privateKey(pem, "the key"))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("it is encrypted")
                .hasMessageContaining("-nocrypt");
    }

    @Test
    void a_file_without_a_key_is_not_called_encrypted() {
        byte[] pem = CertificateAuthority.create().pem().getBytes(StandardCharsets.US_ASCII);

        assertThatThrownBy(() -> PemReader.privateKey(pem, "the key"))
                .hasMessageContaining("it contains no private key");
    }

    @Test
    void a_certificate_in_der_is_named() {
        String pem = CertificateAuthority.create().pem();
        byte[] der = Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));

        assertThatThrownBy(() -> PemReader.certificates(der, "the CA file"))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("it is not PEM, but DER; convert it with \"openssl x509 -inform DER\"");
        assertThatThrownBy(() -> PemReader.certificates(new byte[0], "the CA file"))
                .hasMessageContaining("it contains no certificate");
    }
}
