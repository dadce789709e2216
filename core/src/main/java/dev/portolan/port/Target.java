package dev.portolan.port;

import dev.portolan.content.Content;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Manifest;
import dev.portolan.model.TagOrDigest;

/** A place that content is written to. Nothing becomes visible before it is verified and whole. */
public interface Target extends ContentStore {

    /**
     * Writes a blob of known digest (distribution-spec end-4 and end-6); a blob that is there is left as it is.
     * Whether it is there already is for the caller to ask first, with {@link #stat}.
     *
     * @param blob digest and size that the content must have; its annotations say more to places that unpack
     * @throws dev.portolan.error.ContentMismatchException when the content does not have them; nothing is kept
     */
    void write(Descriptor blob, Content content);

    /**
     * Writes a manifest, byte for byte (distribution-spec end-7), under a tag or under its own digest. Its children
     * must be there.
     *
     * @throws IllegalArgumentException when {@code as} is a digest, but not the manifest's
     */
    void put(TagOrDigest as, Manifest manifest);
}
