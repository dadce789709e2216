package dev.portolan.signatures.internal;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/**
 * Base64 in its only valid form: Java's decoders also accept missing padding, and unused bits in the last character.
 */
public final class StrictBase64 {
    private StrictBase64() {}

    /**
     * Decodes the standard alphabet with padding.
     *
     * @param what the name of the text in the reason
     * @throws RejectedException when it is anything else
     */
    public static byte[] decode(String what, String text) {
        return decode(what, text, Base64.getDecoder(), Base64.getEncoder());
    }

    /**
     * Decodes the alphabet for addresses, without padding.
     *
     * @throws RejectedException when it is anything else
     */
    public static byte[] decodeUrl(String what, String text) {
        return decode(what, text, Base64.getUrlDecoder(), Base64.getUrlEncoder().withoutPadding());
    }

    private static byte[] decode(String what, String text, Base64.Decoder decoder, Base64.Encoder encoder) {
        byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
        try {
            byte[] decoded = decoder.decode(encoded);
            if (Arrays.equals(encoder.encode(decoded), encoded)) {
                return decoded;
            }
        } catch (IllegalArgumentException e) {
            // said below
        }
        throw new RejectedException(what + " is not base64");
    }
}
