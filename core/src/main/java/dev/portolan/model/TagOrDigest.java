package dev.portolan.model;

/**
 * A tag or a digest: the {@code <reference>} of distribution-spec, which identifies a manifest in a repository.
 *
 * @since 0.1.0
 */
public sealed interface TagOrDigest permits Tag, Digest {

    /**
     * Parses a digest if the text contains a colon, and a tag otherwise.
     *
     * @throws dev.portolan.error.InvalidReferenceException when it is neither
     */
    static TagOrDigest parse(String text) {
        return text.indexOf(':') >= 0 ? Digest.parse(text) : Tag.of(text);
    }
}
