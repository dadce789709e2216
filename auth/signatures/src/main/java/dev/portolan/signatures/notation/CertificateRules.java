package dev.portolan.signatures.notation;

import dev.portolan.error.InvalidConfigurationException;
import dev.portolan.signatures.SignatureAlgorithm;
import dev.portolan.signatures.internal.RejectedException;
import java.io.IOException;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.security.spec.PSSParameterSpec;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The Notary Project's rules for a chain of certificates (signature-specification.md, "Certificate Requirements"). */
final class CertificateRules {
    private static final int DIGITAL_SIGNATURE = 0;
    private static final int NON_REPUDIATION = 1;
    private static final int CERTIFICATE_SIGN = 5;
    private static final String KEY_USAGE = "2.5.29.15";
    private static final String BASIC_CONSTRAINTS = "2.5.29.19";
    private static final String EXTENDED_KEY_USAGE = "2.5.29.37";
    private static final String REVOCATION_LISTS = "2.5.29.31";
    private static final String AUTHORITY_INFORMATION = "1.3.6.1.5.5.7.1.1";
    private static final Set<String> UNDERSTOOD = Set.of(KEY_USAGE, BASIC_CONSTRAINTS, EXTENDED_KEY_USAGE);

    /** any, serverAuth, clientAuth, emailProtection, timeStamping, OCSPSigning. */
    private static final Set<String> OTHER_PURPOSES = Set.of(
            "2.5.29.37.0",
            "1.3.6.1.5.5.7.3.1",
            "1.3.6.1.5.5.7.3.2",
            "1.3.6.1.5.5.7.3.4",
            "1.3.6.1.5.5.7.3.8",
            "1.3.6.1.5.5.7.3.9");

    /** The object identifier 1.3.6.1.5.5.7.48.1 in DER. */
    private static final String OCSP = "06082b06010505073001";

    private static final Set<String> HASHES = Set.of("SHA256", "SHA384", "SHA512");

    private CertificateRules() {}

    /** Returns the algorithm that the key of a signer's certificate prescribes. */
    static SignatureAlgorithm algorithm(X509Certificate leaf) {
        return algorithm(leaf, SignatureAlgorithm::ofNotation);
    }

    private static SignatureAlgorithm algorithm(
            X509Certificate certificate, Function<PublicKey, SignatureAlgorithm> rule) {
        try {
            return rule.apply(certificate.getPublicKey());
        } catch (InvalidConfigurationException e) {
            throw new RejectedException("a certificate has a key of a disallowed kind or size");
        }
    }

    /**
     * Checks a chain, regardless of time and trust.
     *
     * @param chain the signer's certificate first, the root last; a single one must have signed itself
     * @throws RejectedException when it breaks a rule
     */
    static void check(List<X509Certificate> chain) {
        checkLeaf(chain.get(0));
        for (int i = 0; i < chain.size(); i++) {
            X509Certificate certificate = chain.get(i);
            boolean last = i == chain.size() - 1;
            if (i > 0) {
                checkAuthority(certificate, i - 1);
            }
            checkSignature(certificate);
            checkExtensions(certificate);
            checkIssued(certificate, last ? certificate : chain.get(i + 1), last);
        }
    }

    private static void checkLeaf(X509Certificate leaf) {
        if (leaf.getBasicConstraints() >= 0) {
            throw broken("the signer's certificate is a CA certificate");
        }
        algorithm(leaf);
        boolean[] usage = requireUsage(leaf.getKeyUsage(), DIGITAL_SIGNATURE, "the signer's certificate");
        for (int i = NON_REPUDIATION + 1; i < usage.length; i++) {
            if (usage[i]) {
                throw broken("the signer's certificate is not only for signing");
            }
        }
        if (!isCritical(leaf, KEY_USAGE)) {
            throw broken("the key usage of the signer's certificate is not critical");
        }
        try {
            List<String> purposes = leaf.getExtendedKeyUsage();
            if (purposes != null && purposes.stream().anyMatch(OTHER_PURPOSES::contains)) {
                throw broken("the signer's certificate is for another purpose");
            }
        } catch (CertificateParsingException e) {
            throw broken("a certificate is malformed");
        }
    }

    private static void checkAuthority(X509Certificate authority, int certificatesBelow) {
        algorithm(authority, SignatureAlgorithm::ofCosign); // any safe size, because it signs no message
        int pathLength = authority.getBasicConstraints();
        if (pathLength < 0 || !isCritical(authority, BASIC_CONSTRAINTS)) {
            throw broken("an issuer's certificate is not a CA certificate");
        }
        if (certificatesBelow > pathLength) {
            throw broken("the chain is longer than an issuer's certificate allows");
        }
        requireUsage(authority.getKeyUsage(), CERTIFICATE_SIGN, "an issuer's certificate");
        if (!isCritical(authority, KEY_USAGE)) {
            throw broken("the key usage of an issuer's certificate is not critical");
        }
    }

    private static boolean[] requireUsage(boolean @Nullable [] usage, int required, String whose) {
        if (usage == null || !usage[required]) {
            throw broken(whose + " is not for signing");
        }
        return usage;
    }

    private static boolean isCritical(X509Certificate certificate, String extension) {
        Set<String> critical = certificate.getCriticalExtensionOIDs();
        return critical != null && critical.contains(extension);
    }

    private static void checkExtensions(X509Certificate certificate) {
        Set<String> critical = certificate.getCriticalExtensionOIDs();
        if (critical != null && !UNDERSTOOD.containsAll(critical)) {
            throw broken("a certificate has an unknown critical extension");
        }
    }

    private static void checkSignature(X509Certificate certificate) {
        if (certificate.getVersion() != 3 || !HASHES.contains(hash(certificate))) {
            throw broken("a certificate is not of version 3, or signed with a weak hash");
        }
    }

    /** Returns the hash that a certificate was signed with, such as {@code SHA256}. */
    private static String hash(X509Certificate certificate) {
        String name = certificate.getSigAlgName().toUpperCase(Locale.ROOT);
        if (!name.equals("RSASSA-PSS")) {
            return name.replaceFirst("WITH.*", "");
        }
        byte[] encoded = certificate.getSigAlgParams();
        if (encoded == null) {
            return "SHA1"; // the default of the standard
        }
        try {
            AlgorithmParameters parameters = AlgorithmParameters.getInstance("RSASSA-PSS");
            parameters.init(encoded);
            return parameters
                    .getParameterSpec(PSSParameterSpec.class)
                    .getDigestAlgorithm()
                    .replace("-", "");
        } catch (GeneralSecurityException | IOException e) {
            throw broken("a certificate is malformed");
        }
    }

    private static void checkIssued(X509Certificate certificate, X509Certificate issuer, boolean last) {
        if (!certificate.getIssuerX500Principal().equals(issuer.getSubjectX500Principal())) {
            throw broken(last ? "the chain does not end with a root" : "a certificate is not issued by the next one");
        }
        if (!last && certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal())) {
            throw broken("a root is not at the end of the chain");
        }
        try {
            certificate.verify(issuer.getPublicKey());
        } catch (GeneralSecurityException e) {
            throw broken("a certificate's signature is wrong");
        }
    }

    private static RejectedException broken(String reason) {
        return new RejectedException(reason);
    }

    /** Returns whether all certificates are valid at a moment. */
    static boolean areValid(List<X509Certificate> chain, Instant at) {
        return chain.stream()
                .allMatch(certificate -> !at.isBefore(certificate.getNotBefore().toInstant())
                        && !at.isAfter(certificate.getNotAfter().toInstant()));
    }

    /** Returns whether a certificate has an address for checking its revocation. A root is not revoked this way. */
    static boolean needsRevocationCheck(List<X509Certificate> chain) {
        return chain.subList(0, chain.size() - 1).stream()
                .anyMatch(certificate ->
                        certificate.getExtensionValue(REVOCATION_LISTS) != null || hasOcspResponder(certificate));
    }

    private static boolean hasOcspResponder(X509Certificate certificate) {
        byte[] information = certificate.getExtensionValue(AUTHORITY_INFORMATION);
        return information != null && HexFormat.of().formatHex(information).contains(OCSP);
    }
}
