package dev.portolan.fs.layout;

import dev.portolan.error.InvalidManifestException;
import dev.portolan.fs.files.FileFailure;
import dev.portolan.model.Child;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.Manifest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads stored content to find its references. */
final class ChildReader {
    /** Manifests may begin with a few blanks. */
    private static final int HEAD = 64;

    private final StoredRepository repository;

    ChildReader(StoredRepository repository) {
        this.repository = repository;
    }

    /**
     * The references of stored content.
     *
     * @param children the content that it needs to be complete
     * @param mentions what it does not need: the subject, and every digest in a document of an unknown kind
     * @param subject the manifest that it refers to
     * @param manifest whether it is a manifest, be it of an unknown kind, and not just a blob
     * @param doubt why it may reference more than can be told; empty when all is known
     */
    record Links(List<Child> children, Set<Digest> mentions, Optional<Digest> subject, boolean manifest, String doubt) {
        static final Links NONE = new Links(List.of(), Set.of(), Optional.empty(), false, "");

        private static Links of(Manifest manifest) {
            Optional<Digest> subject = manifest.subject().map(Descriptor::digest);
            return new Links(Child.of(manifest), subject.map(Set::of).orElse(Set.of()), subject, true, "");
        }

        private static Links doubtful(String reason) {
            return new Links(List.of(), Set.of(), Optional.empty(), false, reason);
        }
    }

    /**
     * Reads what a manifest, or content that may be one, references.
     *
     * @throws dev.portolan.error.NotFoundException when it is not there
     * @throws dev.portolan.error.ContentMismatchException when it is damaged
     * @throws InvalidManifestException when its media type is that of a manifest, but it is malformed
     */
    Links read(Child content) {
        Descriptor descriptor = content.descriptor();
        if (content.kind() == Child.Kind.MANIFEST) {
            return Links.of(manifest(descriptor));
        }
        byte[] bytes = repository.bytes(descriptor);
        return Child.manifest(descriptor, bytes).map(Links::of).orElseGet(() -> unknown(content, bytes));
    }

    /** Returns whether a blob begins like a manifest. */
    boolean beginsLikeManifest(Digest digest) {
        return repository.blob(digest).filter(this::beginsLikeManifest).isPresent();
    }

    private boolean beginsLikeManifest(FileRegion blob) {
        FileRegion head = blob.part(0, Math.min(HEAD, blob.length()));
        return FileFailure.typed("reading " + blob.file(), repository.name(), () -> beginsLikeJson(head.bytes()));
    }

    private static boolean beginsLikeJson(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        return text.replace("\uFEFF", "").stripLeading().startsWith("{");
    }

    private Manifest manifest(Descriptor descriptor) {
        return repository.read(descriptor).orElseThrow(() -> repository.noBlob(descriptor.digest()));
    }

    private Links unknown(Child content, byte[] bytes) {
        Descriptor descriptor = content.descriptor();
        try {
            List<Child> children = Child.of(descriptor, bytes, repository::stat);
            Set<Digest> mentions = Child.mentions(descriptor, bytes);
            if (content.looksLikeManifest() && !beginsLikeJson(bytes)) {
                return Links.doubtful("its media type is " + descriptor.mediaType() + ", but it is not JSON");
            }
            boolean manifest = content.looksLikeManifest() || !children.isEmpty();
            return new Links(children, mentions, Optional.empty(), manifest, "");
        } catch (InvalidManifestException e) {
            return Links.doubtful(String.valueOf(e.getMessage()));
        }
    }
}
