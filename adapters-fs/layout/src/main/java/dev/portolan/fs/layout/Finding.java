package dev.portolan.fs.layout;

/**
 * One thing that is wrong with a layout.
 *
 * @param kind what sort of thing
 * @param subject what it is about: a digest, a file of the layout, an entry of its index
 * @param detail the whole of it, in words
 */
public record Finding(Kind kind, String subject, String detail) {

    /** The sorts of things that can be wrong. */
    public enum Kind {
        /** {@code oci-layout} or {@code index.json} cannot be used, so nothing else could be looked at. */
        LAYOUT,
        /** An entry of {@code index.json} is not a descriptor. */
        ENTRY,
        /** Something that is pointed to is not there. */
        MISSING,
        /** Its bytes do not have the size or the digest that they are addressed by. */
        DAMAGED,
        /** It should be a manifest, and is not a valid one. */
        INVALID_MANIFEST,
        /** A symbolic link or a special file stands in the place of content. */
        NOT_A_FILE,
        /** The disk would not give it. */
        UNREADABLE
    }

    @Override
    public String toString() {
        return kind + " " + subject + ": " + detail;
    }
}
