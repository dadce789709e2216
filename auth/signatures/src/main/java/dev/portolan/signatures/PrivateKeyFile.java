package dev.portolan.signatures;

import dev.portolan.error.InvalidConfigurationException;
import dev.portolan.error.Problem;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.EdECPrivateKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.jspecify.annotations.Nullable;

/** Reads private keys in PEM. No message or cause contains any part of the key or the passphrase. */
final class PrivateKeyFile {
    private PrivateKeyFile() {}

    static SigningKey read(byte[] pem, char[] passphrase) {
        Pem block = Pem.read(pem);
        return switch (block.label()) {
            case "PRIVATE KEY" -> pkcs8(block.content());
            case "ENCRYPTED PRIVATE KEY" -> pkcs8(decrypt(block.content(), passphrase));
            case "ENCRYPTED SIGSTORE PRIVATE KEY", "ENCRYPTED COSIGN PRIVATE KEY" ->
                pkcs8(SigstoreKeyFile.decrypt(block.content(), passphrase));
            case "EC PRIVATE KEY", "RSA PRIVATE KEY" ->
                throw malformed("it is an " + block.label(), "convert it with: openssl pkcs8 -topk8 -in FILE");
            case "PUBLIC KEY" -> throw malformed("it is a public key", "sign with the private key");
            default -> throw malformed("its PEM block is a " + block.label(), "use a PKCS#8 key (PRIVATE KEY)");
        };
    }

    private static SigningKey pkcs8(byte[] encoded) {
        try {
            for (String kind : new String[] {"EC", "RSA", "Ed25519"}) {
                PrivateKey key = decode(kind, encoded);
                if (key != null) {
                    PublicKey publicKey = publicKey(key);
                    SignatureAlgorithm.ofCosign(publicKey);
                    return SigningKey.of(key, publicKey);
                }
            }
        } catch (GeneralSecurityException e) {
            throw malformed("its numbers are not a valid key", "");
        } finally {
            Arrays.fill(encoded, (byte) 0);
        }
        throw malformed("it is neither an EC, an RSA nor an Ed25519 key in PKCS#8", "");
    }

    private static @Nullable PrivateKey decode(String kind, byte[] encoded) {
        try {
            return KeyFactory.getInstance(kind).generatePrivate(new PKCS8EncodedKeySpec(encoded));
        } catch (GeneralSecurityException e) {
            return null;
        }
    }

    /** Computes the public key, which the file of a private key need not contain and Java does not return. */
    private static PublicKey publicKey(PrivateKey key) throws GeneralSecurityException {
        if (key instanceof RSAPrivateCrtKey rsa) {
            return KeyFactory.getInstance("RSA")
                    .generatePublic(new RSAPublicKeySpec(rsa.getModulus(), rsa.getPublicExponent()));
        }
        if (key instanceof ECPrivateKey ec) {
            Curve curve = Curve.of(ec);
            if (!curve.isSecret(ec.getS())) {
                throw malformed("its numbers are not a valid key", "");
            }
            return KeyFactory.getInstance("EC")
                    .generatePublic(new ECPublicKeySpec(curve.publicPoint(ec.getS()), curve.parameters()));
        }
        if (key instanceof EdECPrivateKey ed) {
            byte[] seed = ed.getBytes().orElseThrow(() -> malformed("its numbers are not a valid key", ""));
            KeyPairGenerator generator = KeyPairGenerator.getInstance("Ed25519");
            generator.initialize(NamedParameterSpec.ED25519, new FixedSeed(seed));
            return generator.generateKeyPair().getPublic();
        }
        throw malformed("the public key is missing", "");
    }

    /** Passes the known private key to the key pair generator, which computes the public key. */
    private static final class FixedSeed extends SecureRandom {
        private static final long serialVersionUID = 1L;
        private final byte[] seed;

        FixedSeed(byte[] seed) {
            this.seed = seed.clone();
        }

        @Override
        public void nextBytes(byte[] bytes) {
            System.arraycopy(seed, 0, bytes, 0, bytes.length);
        }
    }

    /** PBES2 (RFC 8018, 6.2), as far as the Java platform supports it. */
    private static byte[] decrypt(byte[] encrypted, char[] passphrase) {
        EncryptedPrivateKeyInfo info;
        SecretKeyFactory factory;
        Cipher cipher;
        try {
            info = new EncryptedPrivateKeyInfo(encrypted);
            String algorithm =
                    info.getAlgName().equals("PBES2") ? String.valueOf(info.getAlgParameters()) : info.getAlgName();
            factory = SecretKeyFactory.getInstance(algorithm);
            cipher = Cipher.getInstance(algorithm);
        } catch (GeneralSecurityException | IOException e) {
            throw malformed(
                    "its encryption is not supported",
                    "convert it with: openssl pkcs8 -topk8 -v2 aes-256-cbc -v2prf hmacWithSHA256 -in FILE");
        }
        PBEKeySpec spec = new PBEKeySpec(passphrase);
        try {
            cipher.init(Cipher.DECRYPT_MODE, factory.generateSecret(spec), info.getAlgParameters());
            return cipher.doFinal(info.getEncryptedData());
        } catch (InvalidKeySpecException e) {
            throw malformed(
                    "its passphrase has non-ASCII characters, which Java does not support here",
                    "convert it with: cosign import-key-pair");
        } catch (GeneralSecurityException e) {
            throw wrongPassphrase();
        } finally {
            spec.clearPassword();
        }
    }

    static InvalidConfigurationException wrongPassphrase() {
        return malformed("the passphrase is wrong, or the file is damaged", "check the passphrase");
    }

    static InvalidConfigurationException malformed(String reason, String advice) {
        return new InvalidConfigurationException(
                Problem.of("the private key cannot be read").because(reason).advice(advice));
    }
}
