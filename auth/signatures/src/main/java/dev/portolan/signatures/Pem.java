package dev.portolan.signatures;

import dev.portolan.error.InvalidConfigurationException;
import dev.portolan.error.Problem;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The first PEM block with a key in a file (RFC 7468). Parameters of a curve may come before it, as OpenSSL writes
 * them.
 *
 * @param label such as {@code PRIVATE KEY}
 * @param content decoded
 */
record Pem(String label, byte[] content) {
    private static final int LARGEST = 64 << 10;
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]{1,60})-----\\s+([A-Za-z0-9+/=\\s]*)-----END \\1-----");

    static Pem read(byte[] file) {
        if (file.length > LARGEST) {
            throw malformed("it has " + file.length + " bytes; a key file has at most " + LARGEST);
        }
        String text = new String(file, StandardCharsets.ISO_8859_1);
        Matcher block = BLOCK.matcher(text);
        while (block.find()) {
            if (!block.group(1).equals("EC PARAMETERS")) {
                return new Pem(block.group(1), decode(block.group(2)));
            }
        }
        // OpenSSL's old encrypted keys contain headers such as "Proc-Type".
        throw malformed(
                text.contains("Proc-Type:")
                        ? "it is encrypted in OpenSSL's old format; convert it with: openssl pkcs8 -topk8"
                        : "it has no PEM block (-----BEGIN …-----)");
    }

    private static byte[] decode(String base64) {
        try {
            return Base64.getMimeDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw malformed("its PEM block is not base64");
        }
    }

    private static InvalidConfigurationException malformed(String reason) {
        return new InvalidConfigurationException(
                Problem.of("the key file cannot be read").because(reason));
    }

    /** Returns only the label: the content may be secret. */
    @Override
    public String toString() {
        return label;
    }
}
