package dev.portolan.fs.layout;

import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.Manifest;
import dev.portolan.model.TagOrDigest;

/** How a manifest is addressed: by the digest that it is asked for or written under, which may be one of SHA-512. */
final class Address {
    private Address() {}

    /**
     * The manifest's descriptor, with the digest that it is written under.
     *
     * @throws IllegalArgumentException when {@code as} is a digest, but not the manifest's
     */
    static Descriptor of(TagOrDigest as, Manifest manifest) {
        Descriptor descriptor = manifest.descriptor();
        if (!(as instanceof Digest digest) || digest.equals(descriptor.digest())) {
            return descriptor;
        }
        byte[] bytes = manifest.bytes();
        if (!Digest.of(digest.algorithm(), bytes).equals(digest)) {
            throw new IllegalArgumentException(digest + " is not the digest of " + manifest);
        }
        return Descriptor.of(descriptor.mediaType(), digest, bytes.length);
    }
}
