package dev.portolan.fs.layout;

import dev.portolan.error.InvalidReferenceException;
import dev.portolan.model.Digest;
import java.util.Locale;
import java.util.Optional;

/**
 * A fault in a layout or archive.
 *
 * @param kind the kind of fault
 * @param subject a digest, a file of the layout, or the name of an entry or image
 * @param detail the fault in words
 * @since 0.1.0
 */
public record Finding(Kind kind, String subject, String detail) {

    /** The kinds of faults. */
    public enum Kind {
        /** {@code oci-layout} or {@code index.json} cannot be read, so nothing else was checked. */
        LAYOUT,
        /** An entry of {@code index.json} is not a descriptor, or an image of a classic docker archive cannot be read. */
        ENTRY,
        /** Referenced content is missing. */
        MISSING,
        /** The size or digest of the content is wrong. */
        DAMAGED,
        /** The content should be a manifest, but is not a valid one. */
        INVALID_MANIFEST,
        /** There is a symbolic link or a special file instead of content. */
        NOT_A_FILE,
        /** Reading from the disk failed. */
        UNREADABLE
    }

    /** Returns a stable code for programs, such as {@code damaged} or {@code invalid-manifest}. */
    public String code() {
        return kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Returns the digest of the content; empty if the fault does not concern one blob or manifest. */
    public Optional<Digest> digest() {
        try {
            return kind == Kind.ENTRY ? Optional.empty() : Optional.of(Digest.parse(subject));
        } catch (InvalidReferenceException e) {
            return Optional.empty();
        }
    }

    /** Returns the path of the file within the layout. */
    public String path() {
        return digest().map(ArchiveSnapshot::blobName).orElse(LayoutFiles.INDEX_FILE);
    }

    @Override
    public String toString() {
        return kind + " " + subject + ": " + detail;
    }
}
