package dev.portolan.signatures;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.Objects;

/** Keys for tests, made when they are asked for. */
public final class TestKeys {
    private TestKeys() {}

    /** @param kind P-256, P-384, P-521, Ed25519, Ed448, or RSA with its bits, such as RSA2048 */
    public static KeyPair pair(String kind) {
        try {
            if (kind.startsWith("RSA")) {
                KeyPairGenerator rsa = KeyPairGenerator.getInstance("RSA");
                rsa.initialize(Integer.parseInt(kind.substring(3)));
                return rsa.generateKeyPair();
            }
            if (kind.startsWith("Ed")) {
                return KeyPairGenerator.getInstance(kind).generateKeyPair();
            }
            KeyPairGenerator ec = KeyPairGenerator.getInstance("EC");
            ec.initialize(new ECGenParameterSpec(kind.replace("P-", "secp") + "r1"));
            return ec.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    public static SigningKey signing(String kind) {
        return SigningKey.of(pair(kind));
    }

    public static VerificationKey publicKey(SigningKey key) {
        return VerificationKey.of(key.publicKey());
    }

    /** A PEM block. */
    public static byte[] pem(String label, byte[] content) {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        return ("-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    /** A file next to this class. */
    public static byte[] resource(String name) {
        try (InputStream in = Objects.requireNonNull(TestKeys.class.getResourceAsStream(name), name)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
