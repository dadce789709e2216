package dev.portolan.model;

import dev.portolan.error.InvalidReferenceException;
import dev.portolan.error.Text;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The address of content by its hash, {@code algorithm:hex} (image-spec, descriptor.md, "Digests").
 *
 * @param algorithm a registered algorithm
 * @param hex the hash in lower-case hexadecimal digits, exactly as many as the algorithm has; safe as a file name
 * @since 0.1.0
 */
public record Digest(DigestAlgorithm algorithm, String hex) implements TagOrDigest, Comparable<Digest> {

    /** Checks length and digits. */
    public Digest {
        if (hex.length() != algorithm.hexLength()) {
            throw malformed(
                    algorithm.id() + ":" + hex,
                    algorithm.id() + " has " + algorithm.hexLength() + " hexadecimal digits, not " + hex.length(),
                    "write the whole digest");
        }
        for (int i = 0; i < hex.length(); i++) {
            char c = hex.charAt(i);
            if (!(c >= '0' && c <= '9' || c >= 'a' && c <= 'f')) {
                throw malformed(
                        algorithm.id() + ":" + hex,
                        "character " + (algorithm.id().length() + 2 + i) + " is " + Text.quote(String.valueOf(c))
                                + ", not a lower-case hexadecimal digit",
                        "use 0 to 9 and a to f");
            }
        }
    }

    /**
     * Reads {@code sha256:…} or {@code sha512:…}.
     *
     * @throws InvalidReferenceException when it is malformed, or of an algorithm that is not registered
     */
    public static Digest parse(String text) {
        int colon = text.indexOf(':');
        if (colon <= 0) {
            throw malformed(text, "it has no algorithm", "write sha256:HEX");
        }
        DigestAlgorithm algorithm = DigestAlgorithm.ofId(text.substring(0, colon))
                .orElseThrow(() -> malformed(text, "its algorithm is unknown", "use sha256 or sha512"));
        return new Digest(algorithm, text.substring(colon + 1));
    }

    /** Returns the SHA-256 digest of bytes. */
    public static Digest sha256(byte[] bytes) {
        return of(DigestAlgorithm.SHA256, bytes);
    }

    /** Returns the digest of bytes. */
    public static Digest of(DigestAlgorithm algorithm, byte[] bytes) {
        return ofHash(algorithm, algorithm.newMessageDigest().digest(bytes));
    }

    /** Returns the digest that a computation arrived at, and resets the computation. */
    public static Digest finish(DigestAlgorithm algorithm, MessageDigest computation) {
        return ofHash(algorithm, computation.digest());
    }

    /** Returns the digest with this raw hash. */
    public static Digest ofHash(DigestAlgorithm algorithm, byte[] hash) {
        return new Digest(algorithm, HexFormat.of().formatHex(hash));
    }

    /** Returns the raw hash. */
    public byte[] hash() {
        return HexFormat.of().parseHex(hex);
    }

    // Written out, as in the other records that are map keys: the JDK generates a record's methods on first use,
    // which delays the start of a program by some milliseconds.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Digest that && algorithm == that.algorithm && hex.equals(that.hex);
    }

    @Override
    public int hashCode() {
        return hex.hashCode();
    }

    @Override
    public int compareTo(Digest other) {
        int byAlgorithm = algorithm.compareTo(other.algorithm);
        return byAlgorithm != 0 ? byAlgorithm : hex.compareTo(other.hex);
    }

    @Override
    public String toString() {
        return algorithm.id() + ":" + hex;
    }

    private static InvalidReferenceException malformed(String text, String reason, String advice) {
        return Malformed.of("digest", text, reason, advice);
    }
}
