package dev.portolan.port;

import dev.portolan.content.Content;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Manifest;
import dev.portolan.model.TagOrDigest;

/**
 * A target of manifests and blobs. Nothing becomes visible before it is complete and verified.
 *
 * @since 0.1.0
 */
public interface Target extends ContentStore {

    /**
     * Writes a blob with a known digest (distribution-spec end-4 and end-6). An existing blob is left as it is; use
     * {@link #stat} to check first.
     *
     * @param blob digest and size that the content must have; targets that unpack use its annotations
     * @throws dev.portolan.error.ContentMismatchException when the content does not match; nothing is kept
     */
    void write(Descriptor blob, Content content);

    /**
     * Writes a blob with unknown digest and size in one pass, and computes its digest, without a temporary copy.
     *
     * @param mediaType the media type of the content
     * @return media type, SHA-256 and size
     */
    Descriptor write(String mediaType, Content content);

    /**
     * Writes a manifest, byte for byte (distribution-spec end-7), under a tag or under its own digest. Its children
     * must exist.
     *
     * @throws IllegalArgumentException when {@code as} is a digest other than that of the manifest
     */
    void put(TagOrDigest as, Manifest manifest);
}
