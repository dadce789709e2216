package dev.portolan.fs.layout;

import dev.portolan.error.ContentMismatchException;
import dev.portolan.error.InvalidArchiveException;
import dev.portolan.error.InvalidManifestException;
import dev.portolan.error.NotFoundException;
import dev.portolan.error.Problem;
import dev.portolan.error.Text;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.ImageIndex;
import dev.portolan.model.Manifest;
import dev.portolan.model.MediaTypes;
import dev.portolan.model.Tag;
import dev.portolan.model.TagOrDigest;
import dev.portolan.port.Batches;
import dev.portolan.port.Deletes;
import dev.portolan.port.Listing;
import dev.portolan.port.OrderedReferrers;
import dev.portolan.port.Referrers;
import dev.portolan.port.Repository;
import dev.portolan.port.TransferListener;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The common part of layouts and archives: an {@code index.json}, and {@linkplain StoredBlobs blobs}. */
abstract class StoredRepository extends StoredBlobs
        implements Repository, Referrers, OrderedReferrers, Listing, Verification, Batches, Deletes {
    private final EntryNames names;
    private final SubjectIndex subjects = new SubjectIndex(this);
    private volatile @Nullable Tags tags;

    /** The tags as of one state of {@code index.json}: those who read them page by page need not sort them each time. */
    private record Tags(IndexJson index, long revision, Set<Tag> sorted) {}

    StoredRepository(String name, EntryNames names) {
        super(name);
        this.names = names;
    }

    /** Returns how names address entries. */
    final EntryNames names() {
        return names;
    }

    /** Returns the current index; empty when there is no layout yet. */
    abstract Optional<IndexJson> index();

    /** Writes the blob of a manifest, which must have all of its children. */
    abstract void store(Manifest manifest);

    /** Changes the index by one step. */
    abstract void change(Consumer<IndexJson> step);

    /** Changes the index by several steps; when one fails, none of them counts. */
    void changeAtOnce(Consumer<IndexJson> steps) {
        change(steps);
    }

    /** Changes the index by one step, and then deletes a blob. */
    abstract void delete(Digest blob, Consumer<IndexJson> step);

    /** Notes that a copy failed; its blobs need not be removed. */
    void abandon() {}

    @Override
    public Batch begin() {
        return begin(this);
    }

    /** Begins a batch whose writes go through a view of this repository. */
    final Batch begin(Repository view) {
        return new StoredBatch(this, view);
    }

    @Override
    public Stream<Tag> tags() {
        IndexJson index = requireIndex();
        Tags known = tags;
        if (known == null || known.index() != index || known.revision() != index.revision()) {
            known = new Tags(index, index.revision(), names.tags(index));
            tags = known;
        }
        return known.sorted().stream();
    }

    @Override
    public List<Entry> entries() {
        IndexJson index = requireIndex();
        List<Entry> entries = new ArrayList<>();
        for (IndexEntry entry : index.entries()) {
            entry.listed().ifPresent(manifest -> entries.add(new Entry(manifest, addressing(index, entry))));
        }
        return entries;
    }

    @Override
    public List<Descriptor> withUnusableNames() {
        return names.unusable(requireIndex());
    }

    /** Returns a name of this entry that is unique; empty if there is none. */
    private String addressing(IndexJson index, IndexEntry entry) {
        String found = names.name(index, entry);
        if (found.isEmpty() || !Text.clean(found, Tag.LONGEST_REF_NAME).equals(found)) {
            return "";
        }
        boolean alone = names.exact(index, Tag.ofRefName(found)).stream()
                .allMatch(other -> other.understood().equals(entry.understood()));
        return alone ? found : "";
    }

    @Override
    public Tag find(Tag given) {
        return index().map(index -> names.meaning(index, given)).orElse(given);
    }

    final IndexJson requireIndex() {
        return index().orElseThrow(this::nothingHere);
    }

    NotFoundException nothingHere() {
        return new NotFoundException(Problem.of("no such layout").at(name()));
    }

    final NotFoundException noManifest(TagOrDigest reference) {
        return new NotFoundException(
                Problem.of("manifest " + reference + " not found").at(name()));
    }

    @Override
    public Optional<Descriptor> resolve(TagOrDigest reference) {
        Optional<Descriptor> listed = listed(reference);
        if (listed.isPresent() || reference instanceof Tag) {
            return listed.filter(manifest -> blob(manifest.digest()).isPresent());
        }
        try {
            return unlisted((Digest) reference)
                    .map(manifest -> manifest.descriptor().bare());
        } catch (ContentMismatchException e) {
            // To a writer, damaged content counts as missing.
            return Optional.empty();
        }
    }

    @Override
    public Optional<Manifest> manifest(TagOrDigest reference) {
        Optional<Descriptor> listed = listed(reference);
        if (listed.isEmpty()) {
            return reference instanceof Digest digest ? unlisted(digest) : Optional.empty();
        }
        Optional<Manifest> manifest = read(listed.get());
        if (manifest.isEmpty() && listed(reference).equals(listed)) {
            throw new InvalidArchiveException(Problem.of("manifest " + reference + " cannot be read")
                    .at(name())
                    .because("index.json lists it, but its blob " + listed.get().digest() + " is missing"));
        }
        return manifest;
    }

    @Override
    public void put(TagOrDigest as, Manifest manifest) {
        requireDigest(as, manifest);
        store(manifest);
        change(index -> addTo(index, as, manifest.descriptor(), listedElsewhere(manifest)));
    }

    @Override
    public void untag(Tag tag) {
        requireIndex();
        change(index -> {
            if (!removeName(index, tag)) {
                throw noManifest(tag);
            }
        });
    }

    @Override
    public void deleteManifest(Digest manifest) {
        requireIndex();
        delete(manifest, index -> {
            if (resolve(manifest).isEmpty() && index.find(manifest).isEmpty()) {
                throw noManifest(manifest);
            }
            index.without(manifest);
        });
    }

    @Override
    public void deleteBlob(Digest blob) {
        requireIndex();
        delete(blob, index -> {
            if (blob(blob).isEmpty() || index.find(blob).isPresent()) {
                throw noBlob(blob);
            }
        });
    }

    /** Adds a manifest to the index, and drops the unnamed entries of those that it references. */
    void addTo(IndexJson index, TagOrDigest as, Descriptor manifest, List<Descriptor> children) {
        if (as instanceof Tag tag) {
            names.put(index, tag, manifest);
        } else {
            index.with(manifest);
        }
        index.withoutUnnamed(children);
    }

    /** Returns the manifests that need no entry of their own, since this one references them. */
    static List<Descriptor> listedElsewhere(Manifest manifest) {
        return manifest instanceof ImageIndex index ? index.manifests() : List.of();
    }

    /**
     * Removes a name from its entry, and the entry too when it has no other name and its blob is missing: nothing else
     * could remove it, and garbage collection stops at it.
     */
    private boolean removeName(IndexJson index, Tag tag) {
        Optional<Descriptor> manifest = names.find(index, tag).map(entry -> entry.descriptor(name()));
        boolean removed = names.remove(index, tag);
        manifest.filter(listed -> removed && blob(listed.digest()).isEmpty())
                .ifPresent(listed -> index.withoutUnnamed(List.of(listed)));
        return removed;
    }

    private Optional<Descriptor> listed(TagOrDigest reference) {
        Optional<IndexJson> index = index();
        Optional<IndexEntry> entry = index.flatMap(
                list -> reference instanceof Tag tag ? names.find(list, tag) : list.find((Digest) reference));
        return entry.map(found -> found.descriptor(name()));
    }

    /** Manifests that an index references have no entry of their own; they are found as blobs. */
    private Optional<Manifest> unlisted(Digest digest) {
        Optional<FileRegion> region = index().isEmpty() ? Optional.empty() : blob(digest);
        if (region.isEmpty() || region.get().length() > Manifest.LARGEST) {
            return Optional.empty();
        }
        Descriptor blob =
                Descriptor.of(MediaTypes.OCTET_STREAM, digest, region.get().length());
        byte[] bytes = bytes(blob, region.get());
        try {
            return Optional.of(Manifest.parse(bytes, "", digest.algorithm()));
        } catch (InvalidManifestException e) {
            return Optional.empty();
        }
    }

    /** Reads a manifest that a descriptor points to, verified; empty when its blob is not there. */
    final Optional<Manifest> read(Descriptor manifest) {
        Optional<FileRegion> region = blob(manifest.digest());
        if (region.isEmpty()) {
            return Optional.empty();
        }
        if (region.get().length() > Manifest.LARGEST) {
            throw new InvalidManifestException(Problem.of("manifest " + manifest.digest() + " is too large")
                    .at(name())
                    .because("it has " + region.get().length() + " bytes, the limit is " + Manifest.LARGEST));
        }
        byte[] bytes = bytes(manifest, region.get());
        try {
            return Optional.of(Manifest.parse(
                    bytes, manifest.mediaType(), manifest.digest().algorithm()));
        } catch (InvalidManifestException e) {
            throw e.with(Problem.of("manifest " + manifest.digest() + " cannot be read")
                    .at(name())
                    .because(String.valueOf(e.getMessage()))
                    .causedBy(e));
        }
    }

    static void requireDigest(TagOrDigest as, Manifest manifest) {
        if (as instanceof Digest digest && !digest.equals(manifest.digest())) {
            throw new IllegalArgumentException(manifest + " cannot be written as " + digest);
        }
    }

    /** Returns whether a manifest may reference this although it is missing. */
    boolean mayBeMissing(Descriptor blob) {
        return MediaTypes.isForeignLayer(blob.mediaType()) || !blob.urls().isEmpty();
    }

    /** Refuses a manifest whose children are missing; only non-distributable layers may be missing. */
    final void requireChildren(Manifest manifest) {
        for (Descriptor child : manifest.children()) {
            if (!mayBeMissing(child) && blob(child.digest()).isEmpty()) {
                throw new InvalidManifestException(Problem.of("manifest " + manifest.digest() + " was refused")
                        .at(name())
                        .because(child + ", which it references, is missing")
                        .advice("write the content that a manifest references first")
                        .retryable(true));
            }
        }
    }

    @Override
    public Stream<Descriptor> referrers(Digest subject, String artifactType) {
        return ofType(artifactType, subjects.referrers(subject).stream());
    }

    @Override
    public Stream<Descriptor> referrers(Digest subject, String artifactType, Optional<Digest> after) {
        return ofType(artifactType, subjects.referrers(subject, after).stream());
    }

    private static Stream<Descriptor> ofType(String artifactType, Stream<Descriptor> referrers) {
        return referrers.filter(referrer -> artifactType.isEmpty()
                || referrer.artifactType().filter(artifactType::equals).isPresent());
    }

    @Override
    public VerifyReport verify(TransferListener listener) {
        return new VerifyRun(this, listener).run();
    }
}
