package dev.portolan.http.config;

import dev.portolan.error.InvalidConfigurationException;
import dev.portolan.error.Problem;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads certificates and keys in PEM (RFC 7468). No message contains any part of a key. */
final class PemReader {
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\\s]*)-----END \\1-----");
    /** The header of a key that is encrypted in the older way (RFC 1421), which is no block as above. */
    private static final String ENCRYPTED = "Proc-Type: 4,ENCRYPTED";
    /** The version of PKCS#8, and the identifier of RSA, in DER. */
    private static final byte[] RSA_ALGORITHM = HexFormat.of().parseHex("020100300d06092a864886f70d0101010500");

    private record Block(String label, byte[] bytes) {}

    private PemReader() {}

    /** Returns all certificates, in their order; at least one. */
    static List<X509Certificate> certificates(byte[] pem, String what) {
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            List<X509Certificate> certificates = new ArrayList<>();
            for (Block block : blocks(pem, what)) {
                if (block.label.endsWith("CERTIFICATE")) {
                    certificates.add(
                            (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(block.bytes)));
                }
            }
            if (certificates.isEmpty()) {
                throw malformed(
                        what,
                        isDer(pem)
                                ? "it is not PEM, but DER; convert it with \"openssl x509 -inform DER\""
                                : "it contains no certificate");
            }
            return certificates;
        } catch (GeneralSecurityException e) {
            throw malformed(what, "a certificate in it cannot be read");
        }
    }

    /** Returns the first private key. */
    static PrivateKey privateKey(byte[] pem, String what) {
        for (Block block : blocks(pem, what)) {
            switch (block.label) {
                case "PRIVATE KEY":
                    return pkcs8(block.bytes, what);
                case "RSA PRIVATE KEY":
                    return pkcs8(wrapped(block.bytes), what);
                case "ENCRYPTED PRIVATE KEY", "EC PRIVATE KEY":
                    throw malformed(
                            what,
                            "it is " + block.label + ", which is not supported; convert it with"
                                    + " \"openssl pkcs8 -topk8 -nocrypt\"");
                default:
                // certificates and parameters in addition to the key
            }
        }
        throw malformed(
                what,
                text(pem).contains(ENCRYPTED)
                        ? "it is encrypted, which is not supported; decrypt it with \"openssl pkcs8 -topk8 -nocrypt\""
                        : "it contains no private key");
    }

    /** Every certificate begins as a sequence in DER. */
    private static boolean isDer(byte[] bytes) {
        return bytes.length > 1 && bytes[0] == 0x30 && !text(bytes).contains("-----BEGIN");
    }

    private static String text(byte[] pem) {
        return new String(pem, StandardCharsets.ISO_8859_1);
    }

    private static List<Block> blocks(byte[] pem, String what) {
        List<Block> blocks = new ArrayList<>();
        Matcher matcher = BLOCK.matcher(text(pem));
        while (matcher.find()) {
            try {
                blocks.add(new Block(matcher.group(1), Base64.getMimeDecoder().decode(matcher.group(2))));
            } catch (IllegalArgumentException e) {
                throw malformed(what, "its base64 is damaged");
            }
        }
        return blocks;
    }

    private static PrivateKey pkcs8(byte[] der, String what) {
        for (String algorithm : List.of("RSA", "EC", "Ed25519")) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
            } catch (InvalidKeySpecException e) {
                // of another algorithm
            } catch (GeneralSecurityException e) {
                throw malformed(what, "this Java platform does not know " + algorithm);
            }
        }
        throw malformed(what, "its key is neither RSA nor EC nor Ed25519, or is damaged");
    }

    /** PKCS#8 contains PKCS#1 (RFC 5208). */
    private static byte[] wrapped(byte[] pkcs1) {
        return der(0x30, concat(RSA_ALGORITHM, der(0x04, pkcs1)));
    }

    private static byte[] der(int tag, byte[] value) {
        int length = value.length;
        byte[] head = length < 128
                ? new byte[] {(byte) tag, (byte) length}
                : new byte[] {(byte) tag, (byte) 0x82, (byte) (length >> 8), (byte) length};
        return concat(head, value);
    }

    private static byte[] concat(byte[] first, byte[] second) {
        byte[] both = new byte[first.length + second.length];
        System.arraycopy(first, 0, both, 0, first.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    private static InvalidConfigurationException malformed(String what, String reason) {
        return new InvalidConfigurationException(
                Problem.of(what + " cannot be used").because(reason));
    }
}
