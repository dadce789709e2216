package dev.portolan.model;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The registered digest algorithms (image-spec, descriptor.md, "Registered algorithms").
 *
 * @since 0.1.0
 */
public enum DigestAlgorithm {
    /** {@code sha256}; every registry supports it. */
    SHA256("SHA-256", 64),
    /** {@code sha512}; some registries support it. */
    SHA512("SHA-512", 128);

    private final String javaName;
    private final int hexLength;

    DigestAlgorithm(String javaName, int hexLength) {
        this.javaName = javaName;
        this.hexLength = hexLength;
    }

    /** Returns the name in a digest: {@code sha256} or {@code sha512}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the length of the encoded part, in characters. */
    public int hexLength() {
        return hexLength;
    }

    /** Returns a new computation. */
    public MessageDigest newMessageDigest() {
        try {
            return MessageDigest.getInstance(javaName);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has " + javaName, e);
        }
    }

    /** Returns the algorithm with this name; empty if it is not registered. */
    public static Optional<DigestAlgorithm> ofId(String id) {
        return Stream.of(values())
                .filter(algorithm -> algorithm.id().equals(id))
                .findFirst();
    }
}
