package dev.portolan.signatures.notation;

import dev.portolan.error.InvalidConfigurationException;
import dev.portolan.error.Problem;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * The certificates that a trust policy names as {@code TYPE:NAME} (trust-store-trust-policy.md, "Trust Store").
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface NotationTrustStore {

    /**
     * Returns the certificates of a store.
     *
     * @param type {@code ca}, {@code signingAuthority} or {@code tsa}
     * @throws InvalidConfigurationException when the store does not exist, or it cannot be read
     */
    List<X509Certificate> certificates(String type, String name);

    /** Returns stores in memory, by {@code TYPE:NAME}. */
    static NotationTrustStore of(Map<String, List<X509Certificate>> stores) {
        Map<String, List<X509Certificate>> copy = Map.copyOf(stores);
        return (type, name) -> {
            List<X509Certificate> found = copy.get(type + ":" + name);
            if (found == null || found.isEmpty()) {
                throw unusable(type + ":" + name, "the store does not exist");
            }
            return List.copyOf(found);
        };
    }

    /**
     * Returns the stores of notation: {@code truststore/x509/TYPE/NAME/*.pem}, also {@code .crt} and {@code .cer}.
     * Symbolic links are refused.
     *
     * @param configuration notation's directory, such as {@code ~/.config/notation}
     */
    static NotationTrustStore directory(Path configuration) {
        return (type, name) -> {
            if (!name.matches("[A-Za-z0-9_.-]+") || name.startsWith(".")) {
                throw unusable(type + ":" + name, "its name is malformed");
            }
            return read(configuration.resolve("truststore/x509").resolve(type).resolve(name), type + ":" + name);
        };
    }

    private static List<X509Certificate> read(Path directory, String store) {
        if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
            throw unusable(store, "there is no directory " + directory);
        }
        List<X509Certificate> certificates = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*.{pem,crt,cer}")) {
            for (Path file : files) {
                if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                    throw unusable(store, file + " is not a regular file");
                }
                certificates.addAll(parse(Files.readAllBytes(file), file.toString()));
            }
        } catch (IOException e) {
            throw unusable(store, "it cannot be read");
        }
        if (certificates.isEmpty()) {
            throw unusable(store, directory + " has no certificates");
        }
        return Collections.unmodifiableList(certificates);
    }

    /**
     * Reads certificates, in PEM or DER.
     *
     * @param where the file's name, for messages
     * @throws InvalidConfigurationException when there is none, or one is malformed
     */
    static List<X509Certificate> parse(byte[] file, String where) {
        List<X509Certificate> certificates = new ArrayList<>();
        try {
            for (Certificate one :
                    CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(file))) {
                certificates.add((X509Certificate) one);
            }
        } catch (CertificateException e) {
            throw unusable(where, "a certificate is malformed");
        }
        if (certificates.isEmpty()) {
            throw unusable(where, "it has no certificate");
        }
        return List.copyOf(certificates);
    }

    private static InvalidConfigurationException unusable(String what, String reason) {
        return new InvalidConfigurationException(
                Problem.of("the certificates of " + what + " cannot be used").because(reason));
    }
}
