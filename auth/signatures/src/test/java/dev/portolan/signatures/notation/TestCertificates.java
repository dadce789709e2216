package dev.portolan.signatures.notation;

import dev.portolan.signatures.SigningKey;
import dev.portolan.signatures.TestKeys;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPrivateKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/** Certificates of all kinds, good ones and bad ones. */
final class TestCertificates {
    static final String KEY_USAGE = "2.5.29.15";
    static final String BASIC_CONSTRAINTS = "2.5.29.19";
    static final String EXTENDED_KEY_USAGE = "2.5.29.37";
    static final byte[] DIGITAL_SIGNATURE = tagged(0x03, new byte[] {7, (byte) 0x80});
    static final byte[] CERTIFICATE_SIGN = tagged(0x03, new byte[] {2, 0x04});
    static final byte[] AUTHORITY = tagged(0x30, tagged(0x01, new byte[] {(byte) 0xff}));

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);

    private TestCertificates() {}

    /** A key with its chain, the leaf first. */
    record Identity(KeyPair pair, List<X509Certificate> chain) {
        SigningKey key() {
            return SigningKey.of(pair);
        }

        X509Certificate root() {
            return chain.get(chain.size() - 1);
        }

        NotationSigner signer() {
            return NotationSigner.of(key(), chain);
        }
    }

    /** A certificate that signed itself, as {@code notation cert generate-test} makes it. */
    static Identity selfSigned(String kind) {
        KeyPair pair = TestKeys.pair(kind);
        return new Identity(
                pair, List.of(new Draft("CN=self,C=US,ST=WA,O=Example").leaf().selfSigned(pair)));
    }

    /** A leaf, an intermediate and a root. */
    static Identity chain(String kind) {
        return chain(kind, new Draft("CN=signer,C=US,ST=WA,O=Example").leaf());
    }

    /** The same with another leaf. */
    static Identity chain(String kind, Draft leaf) {
        KeyPair root = TestKeys.pair("P-256");
        KeyPair middle = TestKeys.pair("P-384");
        KeyPair pair = TestKeys.pair(kind);
        X509Certificate rootCertificate =
                new Draft("CN=root,O=Example").authority().selfSigned(root);
        X509Certificate middleCertificate =
                new Draft("CN=middle,O=Example").authority().issuedBy("CN=root,O=Example", root, middle);
        X509Certificate leafCertificate = leaf.issuedBy("CN=middle,O=Example", middle, pair);
        return new Identity(pair, List.of(leafCertificate, middleCertificate, rootCertificate));
    }

    /** The content of a certificate. */
    static final class Draft {
        private final String subject;
        private final List<byte[]> extensions = new ArrayList<>();
        private Instant from = Instant.now().minus(Duration.ofDays(1));
        private Instant until = Instant.now().plus(Duration.ofDays(30));
        private String hash = "SHA256";
        private @Nullable PSSParameterSpec pss;

        Draft(String subject) {
            this.subject = subject;
        }

        Draft leaf() {
            return extension(KEY_USAGE, true, DIGITAL_SIGNATURE)
                    .extension(EXTENDED_KEY_USAGE, false, tagged(0x30, oid("1.3.6.1.5.5.7.3.3")));
        }

        Draft authority() {
            return extension(BASIC_CONSTRAINTS, true, AUTHORITY).extension(KEY_USAGE, true, CERTIFICATE_SIGN);
        }

        Draft extension(String oid, boolean critical, byte[] value) {
            byte[] octets = tagged(0x04, value);
            extensions.add(
                    critical
                            ? tagged(0x30, oid(oid), tagged(0x01, new byte[] {(byte) 0xff}), octets)
                            : tagged(0x30, oid(oid), octets));
            return this;
        }

        Draft valid(Instant newFrom, Instant newUntil) {
            from = newFrom;
            until = newUntil;
            return this;
        }

        Draft hash(String newHash) {
            hash = newHash;
            return this;
        }

        /** Signs with RSASSA-PSS and this hash; the issuer's key must be an RSA key. */
        Draft pss(String pssHash) {
            pss = new PSSParameterSpec(pssHash, "MGF1", new MGF1ParameterSpec(pssHash), 20, 1);
            return this;
        }

        X509Certificate selfSigned(KeyPair pair) {
            return issuedBy(subject, pair, pair);
        }

        private byte[] algorithm(KeyPair issuer) {
            if (pss != null) {
                try {
                    AlgorithmParameters parameters = AlgorithmParameters.getInstance("RSASSA-PSS");
                    parameters.init(pss);
                    return tagged(0x30, oid("1.2.840.113549.1.1.10"), parameters.getEncoded());
                } catch (GeneralSecurityException | IOException e) {
                    throw new IllegalStateException(e);
                }
            }
            return isRsa(issuer)
                    ? tagged(0x30, oid("1.2.840.113549.1.1." + (hash.equals("SHA1") ? 5 : 11)), new byte[] {5, 0})
                    : tagged(0x30, oid(hash.equals("SHA1") ? "1.2.840.10045.4.1" : "1.2.840.10045.4.3.2"));
        }

        private static boolean isRsa(KeyPair pair) {
            return pair.getPrivate() instanceof RSAPrivateKey;
        }

        X509Certificate issuedBy(String issuer, KeyPair issuerPair, KeyPair pair) {
            byte[] algorithm = algorithm(issuerPair);
            byte[] signed = tagged(
                    0x30,
                    tagged(0xa0, tagged(0x02, new byte[] {2})),
                    tagged(0x02, BigInteger.valueOf(System.nanoTime()).toByteArray()),
                    algorithm,
                    new X500Principal(issuer).getEncoded(),
                    tagged(0x30, time(from), time(until)),
                    new X500Principal(subject).getEncoded(),
                    pair.getPublic().getEncoded(),
                    tagged(0xa3, tagged(0x30, extensions.toArray(byte[][]::new))));
            try {
                Signature signature = Signature.getInstance(
                        pss != null ? "RSASSA-PSS" : hash + (isRsa(issuerPair) ? "withRSA" : "withECDSA"));
                signature.initSign(issuerPair.getPrivate());
                if (pss != null) {
                    signature.setParameter(pss);
                }
                signature.update(signed);
                byte[] bits = tagged(0x03, new byte[] {0}, signature.sign());
                return certificate(tagged(0x30, signed, algorithm, bits));
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    static X509Certificate certificate(byte[] der) throws GeneralSecurityException {
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
    }

    private static byte[] time(Instant value) {
        return tagged(0x17, TIME.format(value).getBytes(StandardCharsets.US_ASCII));
    }

    static byte[] oid(String dotted) {
        String[] arcs = dotted.split("\\.");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(Integer.parseInt(arcs[0]) * 40 + Integer.parseInt(arcs[1]));
        for (int i = 2; i < arcs.length; i++) {
            int arc = Integer.parseInt(arcs[i]);
            for (int shift = 28; shift > 0; shift -= 7) {
                if (arc >= 1 << shift) {
                    out.write(arc >> shift & 0x7f | 0x80);
                }
            }
            out.write(arc & 0x7f);
        }
        return tagged(0x06, out.toByteArray());
    }

    static byte[] tagged(int tag, byte[]... parts) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            content.writeBytes(part);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(tag);
        int length = content.size();
        if (length >= 0x80) {
            out.write(length < 0x100 ? 0x81 : 0x82);
            if (length >= 0x100) {
                out.write(length >> 8);
            }
        }
        out.write(length);
        out.writeBytes(content.toByteArray());
        return out.toByteArray();
    }
}
