package dev.portolan.copy;

import dev.portolan.content.Content;
import dev.portolan.content.Verifier;
import dev.portolan.error.ContentMismatchException;
import dev.portolan.error.InvalidManifestException;
import dev.portolan.error.NotFoundException;
import dev.portolan.error.Problem;
import dev.portolan.error.Remedy;
import dev.portolan.model.Child;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.Manifest;
import dev.portolan.model.Tag;
import dev.portolan.port.Referrers;
import dev.portolan.port.Source;
import dev.portolan.port.TransferListener;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The source of a copy: reads manifests, blobs and referrers, and uses content that descriptors carry inline. */
final class CopySource {
    private final Source from;
    private final TransferListener listener;
    private final Optional<Referrers> referrers;
    private final Optional<SignatureTags> signatures;

    CopySource(Source from, CopyOptions options) {
        this.from = from;
        this.listener = options.listener();
        this.referrers = options.referrers() ? from.capability(Referrers.class) : Optional.empty();
        this.signatures = options.referrers() ? Optional.of(new SignatureTags(from)) : Optional.empty();
    }

    /** Content that a manifest references: a manifest, or bytes that are a blob and may have references. */
    record Document(Optional<Manifest> manifest, byte[] bytes, List<Child> children) {}

    String name() {
        return from.name();
    }

    Source store() {
        return from;
    }

    boolean followsReferrers() {
        return signatures.isPresent();
    }

    /** Returns a manifest that another one references, or that is listed as a referrer; empty when it is missing. */
    Optional<Manifest> find(Descriptor descriptor) {
        Optional<Manifest> manifest = inline(descriptor)
                .map(bytes -> Manifest.parse(
                        bytes, descriptor.mediaType(), descriptor.digest().algorithm()))
                .or(() -> from.manifest(descriptor.digest()));
        manifest.ifPresent(found -> requireSize(from, descriptor, found));
        return manifest;
    }

    /** Returns the error for a manifest that is missing. */
    NotFoundException missing(Descriptor descriptor) {
        return new NotFoundException(Problem.of("manifest " + descriptor.digest() + " not found")
                .at(from.name())
                .because("another manifest references it")
                .advice(Remedy.CHOOSE_PLATFORM, "choose a platform that is complete, or complete the source"));
    }

    private static void requireSize(Source from, Descriptor descriptor, Manifest manifest) {
        long size = manifest.descriptor().size();
        if (size != descriptor.size()) {
            throw new ContentMismatchException(Problem.of("manifest " + descriptor.digest() + " is damaged")
                    .at(from.name())
                    .because("it has " + size + " bytes, but its descriptor says " + descriptor.size()));
        }
    }

    /** Fetches a manifest that another one references, or content of unclear media type. */
    Document document(Descriptor descriptor, Child.Kind kind) {
        if (kind == Child.Kind.MANIFEST) {
            return document(find(descriptor).orElseThrow(() -> missing(descriptor)));
        }
        byte[] bytes = inline(descriptor).orElseGet(() -> blobOrManifest(from, descriptor));
        return Child.manifest(descriptor, bytes)
                .map(CopySource::document)
                .orElseGet(() -> new Document(Optional.empty(), bytes, children(descriptor, bytes)));
    }

    private static Document document(Manifest manifest) {
        return new Document(Optional.of(manifest), new byte[0], Child.of(manifest));
    }

    /**
     * Fetches content that a registry stores as a blob or as a manifest. Requests the blob first: for a manifest with
     * the digest of a blob, distribution answers 500.
     */
    static byte[] blobOrManifest(Source from, Descriptor descriptor) {
        try {
            return from.bytes(descriptor);
        } catch (NotFoundException e) {
            Manifest manifest = from.manifest(descriptor.digest()).orElseThrow(() -> e);
            requireSize(from, descriptor, manifest);
            return manifest.bytes();
        }
    }

    /** Returns the references of a document that is no manifest, and then the document itself. */
    private List<Child> children(Descriptor descriptor, byte[] bytes) {
        List<Child> children = new ArrayList<>();
        try {
            children.addAll(Child.of(descriptor, bytes, from::stat));
        } catch (InvalidManifestException e) {
            // not JSON after all
        }
        children.add(new Child(descriptor, Child.Kind.BLOB));
        return children;
    }

    /** Returns the content of a blob, which reports its progress to the listener. */
    Content content(Descriptor blob) {
        Content content = inline(blob).map(Content::of).orElseGet(() -> from.content(blob));
        return WatchedContent.of(blob, content, listener);
    }

    /** Content that the descriptor carries saves a request. */
    private Optional<byte[]> inline(Descriptor descriptor) {
        return descriptor.data().map(data -> Verifier.check(descriptor, from.name(), data));
    }

    /** Returns the referrers of a manifest; none unless the copy includes them. */
    List<Descriptor> referrers(Digest subject) {
        if (referrers.isEmpty()) {
            return List.of();
        }
        try (Stream<Descriptor> found = referrers.get().referrers(subject)) {
            return found.toList();
        }
    }

    /** Returns cosign's tags for a manifest; none unless the copy includes referrers. */
    List<Tag> signatures(Digest manifest) {
        return signatures.map(tags -> tags.of(manifest)).orElseGet(List::of);
    }

    /** Returns the manifest of a tag; empty when the tag was removed in the meantime. */
    Optional<Manifest> manifest(Tag tag) {
        return from.manifest(tag);
    }
}
