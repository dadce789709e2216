package dev.portolan.model;

import dev.portolan.error.InvalidManifestException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Content that a manifest references, and its role there. Copying, verifying, garbage collection and registries all use
 * this class to find the references of a manifest.
 *
 * <p>The role comes from the position: an image's config and layers are blobs whatever their media types; the children
 * of an index and the entries of {@code index.json} are manifests, unless their media type says otherwise. Where the
 * media type says neither, the content decides.
 *
 * @param descriptor the descriptor in the manifest; with size 0 where a document of an unknown kind names a digest
 *     alone and the size is not known
 * @param kind how the content is stored and whether it references more
 * @since 0.1.0
 */
public record Child(Descriptor descriptor, Kind kind) {

    /** How the content is stored, and whether it references more. */
    public enum Kind {
        /** A manifest or an index: it references more. */
        MANIFEST,
        /** A blob: its bytes say nothing about other content. */
        BLOB,
        /** The media type is not enough; with the bytes, call {@link Child#of(Descriptor, byte[], Function)}. */
        EITHER
    }

    /** Returns the digest of the content. */
    public Digest digest() {
        return descriptor.digest();
    }

    /**
     * Returns the content that a manifest references and needs: its config and layers or its manifests, in its order.
     */
    public static List<Child> of(Manifest manifest) {
        boolean index = manifest instanceof ImageIndex;
        return manifest.children().stream()
                .map(child -> index ? listed(child) : new Child(child, Kind.BLOB))
                .toList();
    }

    /** Returns a child of an index, or an entry of {@code index.json}. */
    public static Child listed(Descriptor descriptor) {
        return new Child(descriptor, kindOfListed(descriptor));
    }

    private static Kind kindOfListed(Descriptor descriptor) {
        if (MediaTypes.isManifest(descriptor.mediaType())) {
            return Kind.MANIFEST;
        }
        boolean blob = MediaTypes.isLayerOrConfig(descriptor.mediaType()) || descriptor.size() > Manifest.LARGEST;
        return blob ? Kind.BLOB : Kind.EITHER;
    }

    /**
     * Returns the references of content, whatever its media type. A manifest references what {@link #of(Manifest)}
     * says. Any other JSON object, such as a Docker schema 1 manifest, references what its members {@code config},
     * {@code layers}, {@code blobs}, {@code manifests} and {@code fsLayers} list. Everything else references nothing.
     *
     * @param content verified bytes
     * @param stat finds the size of content of which only the digest is known
     * @throws InvalidManifestException when the content begins like a JSON object, but cannot be read as one
     */
    public static List<Child> of(Descriptor descriptor, byte[] content, Function<Digest, Optional<Descriptor>> stat) {
        Optional<Manifest> manifest = manifest(descriptor, content);
        if (manifest.isPresent()) {
            return of(manifest.get());
        }
        return UnknownDocument.read(descriptor, content)
                .map(document -> document.children(stat))
                .orElseGet(List::of);
    }

    /**
     * Returns all digests that a JSON object contains anywhere, such as its subject's; empty for other content. Garbage
     * collection keeps what a document of an unknown kind mentions.
     *
     * @throws InvalidManifestException when the content begins like a JSON object, but cannot be read as one
     */
    public static Set<Digest> mentions(Descriptor descriptor, byte[] content) {
        return UnknownDocument.read(descriptor, content)
                .map(UnknownDocument::mentions)
                .orElseGet(Set::of);
    }

    /** Returns the manifest that these bytes are; empty if they are none, or one of an unknown kind. */
    public static Optional<Manifest> manifest(Descriptor descriptor, byte[] content) {
        try {
            return Optional.of(Manifest.parse(
                    content, descriptor.mediaType(), descriptor.digest().algorithm()));
        } catch (InvalidManifestException e) {
            return Optional.empty();
        }
    }

    /** Returns whether the media type announces a manifest or index of any kind, known or not. */
    public boolean looksLikeManifest() {
        String type = descriptor.mediaType().toLowerCase(Locale.ROOT);
        return type.contains("manifest") || type.contains("index");
    }
}
