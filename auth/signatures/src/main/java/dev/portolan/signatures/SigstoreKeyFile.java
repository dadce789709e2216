package dev.portolan.signatures;

import dev.portolan.internal.json.Json;
import dev.portolan.internal.json.JsonFormatException;
import dev.portolan.internal.json.JsonObject;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/**
 * The encrypted key files of cosign: scrypt derives a key from the passphrase, and a NaCl secretbox contains PKCS#8.
 */
final class SigstoreKeyFile {
    /** The memory limit of scrypt: 128 · N · r bytes. Cosign's own parameters take 64 MiB. */
    private static final long MOST_MEMORY = 256L << 20;

    private static final int MOST_PARALLEL = 16;

    private SigstoreKeyFile() {}

    /** Decrypts the JSON in the PEM block; returns PKCS#8. */
    static byte[] decrypt(byte[] json, char[] passphrase) {
        try {
            JsonObject file = Json.parseObject(json);
            JsonObject kdf = file.requiredObject("kdf");
            JsonObject parameters = kdf.requiredObject("params");
            JsonObject cipher = file.requiredObject("cipher");
            requireName(kdf, "scrypt");
            requireName(cipher, "nacl/secretbox");
            long n = parameters.requiredInteger("N");
            long r = parameters.requiredInteger("r");
            long p = parameters.requiredInteger("p");
            if (n < 2 || Long.bitCount(n) != 1 || r < 1 || p < 1 || p > MOST_PARALLEL || r > MOST_MEMORY / 128 / n) {
                throw PrivateKeyFile.malformed("its scrypt parameters are out of bounds", "");
            }
            byte[] password = utf8(passphrase);
            byte[] key = Scrypt.derive(password, bytes(kdf, "salt"), (int) n, (int) r, (int) p, 32);
            Arrays.fill(password, (byte) 0);
            byte[] opened = SecretBox.open(bytes(file, "ciphertext"), bytes(cipher, "nonce"), key)
                    .orElseThrow(PrivateKeyFile::wrongPassphrase);
            Arrays.fill(key, (byte) 0);
            return opened;
        } catch (JsonFormatException e) {
            throw PrivateKeyFile.malformed("its content is malformed: " + e.withoutContent(), "");
        }
    }

    private static void requireName(JsonObject object, String name) {
        if (!object.requiredString("name").equals(name)) {
            throw PrivateKeyFile.malformed(
                    "its encryption is not supported", "make the key with: cosign import-key-pair");
        }
    }

    private static byte[] bytes(JsonObject object, String name) {
        try {
            return Base64.getDecoder().decode(object.requiredString(name));
        } catch (IllegalArgumentException e) {
            throw new JsonFormatException("\"" + object.path(name) + "\" is not base64");
        }
    }

    private static byte[] utf8(char[] text) {
        ByteBuffer encoded = StandardCharsets.UTF_8.encode(CharBuffer.wrap(text));
        byte[] bytes = new byte[encoded.remaining()];
        encoded.get(bytes);
        Arrays.fill(encoded.array(), (byte) 0);
        return bytes;
    }
}
