package dev.portolan.registry.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Writes certificates (RFC 5280): of an authority, of a server, of a client. */
final class CertificateWriter {
    private static final byte[] ECDSA_SHA256 = Der.sequence(Der.oid("1.2.840.10045.4.3.2"));
    private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|[0-9a-fA-F:]*:[0-9a-fA-F:.]*");

    private CertificateWriter() {}

    static X509Certificate authority(String name, KeyPair keys) throws GeneralSecurityException {
        byte[] extensions = Der.sequence(
                extension("2.5.29.19", true, Der.sequence(Der.bool(true))), // basicConstraints: an authority
                extension("2.5.29.15", true, Der.bits(1, new byte[] {0x06}))); // keyUsage: keyCertSign, cRLSign
        return write(name, keys.getPrivate(), name, keys.getPublic(), extensions);
    }

    /**
     * Returns a certificate for a server or client.
     *
     * @param hosts names and addresses that it is for
     */
    static X509Certificate leaf(String issuer, PrivateKey issuerKey, String subject, PublicKey key, List<String> hosts)
            throws GeneralSecurityException {
        List<byte[]> extensions = new ArrayList<>();
        extensions.add(extension("2.5.29.15", true, Der.bits(7, new byte[] {(byte) 0x80}))); // digitalSignature
        extensions.add(extension(
                "2.5.29.37", false, Der.sequence(Der.oid("1.3.6.1.5.5.7.3.1"), Der.oid("1.3.6.1.5.5.7.3.2"))));
        if (!hosts.isEmpty()) {
            byte[][] names = hosts.stream().map(CertificateWriter::generalName).toArray(byte[][]::new);
            extensions.add(extension("2.5.29.17", false, Der.sequence(names)));
        }
        return write(issuer, issuerKey, subject, key, Der.sequence(extensions.toArray(byte[][]::new)));
    }

    private static byte[] generalName(String host) {
        if (!ADDRESS.matcher(host).matches()) {
            return Der.tagged(0x82, host.getBytes(StandardCharsets.US_ASCII));
        }
        try {
            return Der.tagged(0x87, InetAddress.getByName(host).getAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] extension(String oid, boolean critical, byte[] value) {
        return critical
                ? Der.sequence(Der.oid(oid), Der.bool(true), Der.octets(value))
                : Der.sequence(Der.oid(oid), Der.octets(value));
    }

    private static byte[] name(String commonName) {
        return Der.sequence(Der.set(Der.sequence(Der.oid("2.5.4.3"), Der.text(commonName))));
    }

    private static X509Certificate write(
            String issuer, PrivateKey issuerKey, String subject, PublicKey key, byte[] extensions)
            throws GeneralSecurityException {
        Instant now = Instant.now();
        byte[] toBeSigned = Der.sequence(
                Der.tagged(0xa0, Der.integer(BigInteger.TWO)), // version 3
                Der.integer(new BigInteger(64, new SecureRandom()).setBit(63)),
                ECDSA_SHA256,
                name(issuer),
                Der.sequence(Der.time(now.minus(Duration.ofDays(1))), Der.time(now.plus(Duration.ofDays(365)))),
                name(subject),
                key.getEncoded(),
                Der.tagged(0xa3, extensions));
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(issuerKey);
        signature.update(toBeSigned);
        byte[] certificate = Der.sequence(toBeSigned, ECDSA_SHA256, Der.bits(0, signature.sign()));
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(certificate));
    }
}
