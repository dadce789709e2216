package dev.portolan.signatures.notation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portolan.error.InvalidConfigurationException;
import dev.portolan.signatures.TestKeys;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Trust stores in the directories of notation, and in memory. */
class NotationTrustStoreTest {
    @TempDir
    Path work;

    private final X509Certificate one = TestCertificates.selfSigned("P-256").root();
    private final X509Certificate two = TestCertificates.selfSigned("P-256").root();
    private Path store;

    @BeforeEach
    void create() throws Exception {
        store = Files.createDirectories(work.resolve("truststore/x509/ca/own"));
    }

    private static byte[] pem(X509Certificate... certificates) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (X509Certificate certificate : certificates) {
            out.writeBytes(TestKeys.pem("CERTIFICATE", certificate.getEncoded()));
        }
        return out.toByteArray();
    }

    private List<X509Certificate> read(String name) {
        return NotationTrustStore.directory(work).certificates("ca", name);
    }

    private void assertRefused(String name, String reason) {
        assertThatThrownBy(() -> read(name))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("the certificates of ca:" + name + " cannot be used")
                .hasMessageContaining(reason);
    }

    @Test
    void a_store_has_the_certificates_of_all_its_files() throws Exception {
        X509Certificate three = TestCertificates.selfSigned("P-256").root();
        Files.write(store.resolve("a.pem"), pem(one, two));
        Files.write(store.resolve("b.crt"), three.getEncoded());
        Files.write(store.resolve("c.cer"), pem(one));
        Files.writeString(store.resolve("README.md"), "not read");

        assertThat(read("own")).containsExactlyInAnyOrder(one, two, three, one);
    }

    @Test
    void a_store_that_does_not_exist_or_is_empty_is_refused() throws Exception {
        assertRefused("missing", "there is no directory");
        assertRefused("own", "has no certificates");
        Files.writeString(store.resolve("README.md"), "not read");
        assertRefused("own", "has no certificates");
        Files.write(work.resolve("truststore/x509/ca/file"), pem(one));
        assertRefused("file", "there is no directory");
    }

    @Test
    void a_file_that_is_not_a_certificate_is_refused() throws Exception {
        Files.write(store.resolve("a.pem"), pem(one));
        Files.writeString(store.resolve("b.pem"), "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");

        assertThatThrownBy(() -> read("own"))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("b.pem")
                .hasMessageContaining("a certificate is malformed");
        Files.write(store.resolve("b.pem"), new byte[0]);
        assertThatThrownBy(() -> read("own"))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("it has no certificate");
    }

    @Test
    void links_and_directories_instead_of_files_are_refused() throws Exception {
        Path outside = Files.write(work.resolve("outside.pem"), pem(one));
        Path link = Files.createSymbolicLink(store.resolve("a.pem"), outside);
        assertRefused("own", "a.pem is not a regular file");
        Files.delete(link);
        Files.createDirectory(store.resolve("a.pem"));
        assertRefused("own", "a.pem is not a regular file");

        Path elsewhere = Files.createDirectory(work.resolve("elsewhere"));
        Files.write(elsewhere.resolve("a.pem"), pem(one));
        Files.createSymbolicLink(store.resolveSibling("linked"), elsewhere);
        assertRefused("linked", "there is no directory");
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", ".", ".hidden", "a/b", "../own", "", "a b", "own:x"})
    void a_name_that_leaves_the_trust_store_is_refused(String name) throws Exception {
        Files.write(store.resolve("a.pem"), pem(one));
        Files.write(store.resolveSibling("a.pem"), pem(two));

        assertRefused(name, "its name is malformed");
    }

    @Test
    void a_store_in_memory_must_exist_and_have_a_certificate() {
        NotationTrustStore stores = NotationTrustStore.of(Map.of("ca:own", List.of(one), "ca:empty", List.of()));

        assertThat(stores.certificates("ca", "own")).containsExactly(one);
        for (String name : List.of("empty", "missing")) {
            assertThatThrownBy(() -> stores.certificates("ca", name))
                    .isInstanceOf(InvalidConfigurationException.class)
                    .hasMessageContaining("the store does not exist");
        }
        assertThatThrownBy(() -> stores.certificates("signingAuthority", "own"))
                .isInstanceOf(InvalidConfigurationException.class);
    }
}
