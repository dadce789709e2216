package dev.portolan.model;

/** What names a manifest within a repository: the {@code <reference>} of distribution-spec. */
public sealed interface TagOrDigest permits Tag, Digest {

    /**
     * Reads a digest where the text holds a colon, a tag otherwise.
     *
     * @throws dev.portolan.error.InvalidReferenceException when it is neither
     */
    static TagOrDigest parse(String text) {
        return text.indexOf(':') >= 0 ? Digest.parse(text) : Tag.of(text);
    }
}
