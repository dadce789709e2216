package dev.portolan;

import dev.portolan.error.InvalidReferenceException;
import dev.portolan.error.NotFoundException;
import dev.portolan.error.Problem;
import dev.portolan.error.UnsupportedException;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.Tag;
import dev.portolan.port.Deletes;
import dev.portolan.port.Repository;
import java.util.Optional;

/** Removes the tag of a reference, or its manifest with all tags. */
final class Removal {
    private final OpenReference open;
    private final Repository repository;
    private final Deletes deletes;

    Removal(OpenReference open) {
        this.open = open;
        this.repository = open.repository();
        this.deletes = open.capability(Deletes.class);
    }

    /**
     * Removes a tag; the manifest and its other tags stay.
     *
     * @throws InvalidReferenceException when the reference has a digest too, and the tag resolves to another one
     */
    void untag(Tag tag) {
        deletes.untag(open.reference().digest().map(digest -> find(tag, digest)).orElseGet(() -> open.find(tag)));
    }

    /** Returns the name to remove. In a layout or archive it may be a whole reference with a digest, as crane writes it. */
    private Tag find(Tag tag, Digest digest) {
        Optional<Tag> whole = open.listing().map(listing -> listing.find(Tag.ofRefName(tag + "@" + digest)));
        if (whole.isPresent() && repository.resolve(whole.get()).isPresent()) {
            return whole.get();
        }
        Tag found = open.find(tag);
        repository
                .resolve(found)
                .filter(manifest -> !manifest.digest().equals(digest))
                .ifPresent(other -> {
                    throw new InvalidReferenceException(Problem.of("tag " + found + " was not removed")
                            .at(repository.name())
                            .because("it points to " + other.digest() + ", not to " + digest));
                });
        return found;
    }

    /** Deletes the manifest of the reference with all of its tags, and returns its descriptor. */
    Descriptor delete() {
        Descriptor manifest = open.resolve();
        deletes.deleteManifest(manifest.digest());
        removeKeptTag(manifest.digest());
        return manifest;
    }

    /** Removes the tag of the reference if the registry kept it although it deleted the manifest, as crane's does. */
    private void removeKeptTag(Digest deleted) {
        Optional<Tag> kept = open.reference()
                .tag()
                .filter(tag -> open.listing().isEmpty())
                .filter(tag -> repository
                        .resolve(tag)
                        .filter(manifest -> manifest.digest().equals(deleted))
                        .isPresent());
        try {
            kept.ifPresent(deletes::untag);
        } catch (NotFoundException | UnsupportedException e) {
            // The tag came from a cache, or the registry cannot remove tags; the manifest is deleted in both cases.
        }
    }
}
