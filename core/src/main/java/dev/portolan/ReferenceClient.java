package dev.portolan;

import dev.portolan.artifact.Artifact;
import dev.portolan.artifact.ArtifactPush;
import dev.portolan.artifact.Inspection;
import dev.portolan.artifact.PackedArtifact;
import dev.portolan.artifact.StoredArtifact;
import dev.portolan.cache.Cached;
import dev.portolan.copy.CopyOptions;
import dev.portolan.copy.CopyResult;
import dev.portolan.copy.DeltaBase;
import dev.portolan.copy.Root;
import dev.portolan.error.InvalidReferenceException;
import dev.portolan.error.NotFoundException;
import dev.portolan.error.Problem;
import dev.portolan.error.UnsupportedException;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.Manifest;
import dev.portolan.model.MediaTypes;
import dev.portolan.model.Reference;
import dev.portolan.model.Tag;
import dev.portolan.model.TagOrDigest;
import dev.portolan.port.Deltas;
import dev.portolan.port.Referrers;
import dev.portolan.port.Repository;
import dev.portolan.port.Target;
import dev.portolan.signature.Signer;
import dev.portolan.signature.TrustPolicy;
import dev.portolan.signature.VerifiedSignature;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A client for one reference, which resolves, tags, pushes, pulls, copies, signs, verifies and deletes its manifest.
 * Created by {@link OciClient#at(String)}; immutable, thread-safe and cheap, and need not be closed.
 *
 * <pre>{@code
 * ReferenceClient app = client.at("ghcr.io/team/app:v1");
 * if (!app.exists()) {
 *     app.push(artifact, "latest");
 * }
 * app.with(options).copyTo("oci-archive:app.tar:v1");
 * }</pre>
 *
 * <p>The text {@code HOST/NAME} of a registry means the tag {@code latest}. A layout or archive without a name means
 * its only entry, or {@code latest}. A {@link Reference} that was built from parts, without a tag, means the only tag
 * of its repository, or {@code latest}. Every method opens the repository, does its work and closes it again; it
 * blocks, honours interrupts, and fails with an {@link dev.portolan.error.OciException}.
 *
 * @since 0.1.0
 */
public final class ReferenceClient {
    private final OciClient client;
    private final Reference reference;
    private final CopyOptions options;

    ReferenceClient(OciClient client, Reference reference, CopyOptions options) {
        this.client = client;
        this.reference = reference;
        this.options = options;
    }

    /** Returns a client for the same reference with these options instead of those of the {@link OciClient}. */
    public ReferenceClient with(CopyOptions other) {
        return new ReferenceClient(client, reference, Objects.requireNonNull(other, "other"));
    }

    /** Returns the reference as it was given. */
    public Reference reference() {
        return reference;
    }

    private Reference located() {
        return client.locate(reference);
    }

    /**
     * Opens the repository, to work with its blobs, manifests and tags directly. The caller closes it.
     *
     * @throws UnsupportedException when no transport of the client opens such references
     */
    public Repository open() {
        return client.open(reference);
    }

    private <T> T reading(Function<OpenReference, T> work) {
        try (OpenReference open = opened()) {
            return work.apply(open);
        }
    }

    /** For operations that read and write, list or delete, so that all of them use the same registry. */
    private <T> T writing(Function<OpenReference, T> work) {
        try (OpenReference open = opened(client::openTarget)) {
            return work.apply(open);
        }
    }

    /** For results that close the repository. */
    private <T> T keptOpen(Function<OpenReference, T> work) {
        OpenReference open = opened();
        try {
            return work.apply(open);
        } catch (RuntimeException | Error e) {
            open.close();
            throw e;
        }
    }

    private OpenReference opened() {
        return opened(client::open);
    }

    private OpenReference opened(Function<Reference, Repository> opening) {
        Reference located = located();
        Repository repository = opening.apply(located);
        return new OpenReference(
                options.skipCaches()
                        ? repository.capability(Cached.class).map(Cached::fresh).orElse(repository)
                        : repository,
                located);
    }

    // ---- resolve

    /**
     * Resolves the reference to the descriptor of its manifest.
     *
     * @throws NotFoundException when there is no such manifest
     */
    public Descriptor resolve() {
        return reading(OpenReference::resolve);
    }

    /**
     * Returns whether the manifest exists; without a tag or digest, whether the repository has any tag.
     *
     * @throws dev.portolan.error.OciException when that cannot be known: the registry cannot be reached, or denies
     *     access
     */
    public boolean exists() {
        return reading(OpenReference::exists);
    }

    /**
     * Returns the reference with a tag or digest. A reference with one is returned unchanged; a short name in a layout or
     * archive becomes the whole name of its entry. Without one, it is the only entry of the layout or archive, or
     * {@code latest}; for a registry, always {@code latest}.
     *
     * @throws NotFoundException when there are several entries, and none of them is {@code latest}
     */
    public Reference named() {
        Reference located = located();
        boolean whole = located.tag().isPresent() && located.registryReference().isPresent();
        if (whole || located.digest().isPresent()) {
            return located;
        }
        return reading(open -> located.with(open.name()));
    }

    // ---- read

    /**
     * Fetches the manifest as it is: an index stays an index.
     *
     * @throws NotFoundException when there is no such manifest
     */
    public Manifest manifest() {
        return reading(OpenReference::manifest);
    }

    /**
     * Fetches only the manifest of an artifact, to inspect it, to read its config or a layer, or to pull it later. For
     * an index, fetches the manifest of the platform in the options. The caller closes the artifact.
     *
     * @throws NotFoundException when there is no such artifact
     * @throws dev.portolan.error.InvalidManifestException when it is an index and no platform was chosen
     */
    public StoredArtifact artifact() {
        return keptOpen(open -> open.artifact(options, client.engine()));
    }

    /**
     * Reads one blob into memory and verifies it. The reference must have the digest of the blob.
     *
     * @throws InvalidReferenceException when the reference has no digest
     * @throws NotFoundException when there is no such blob
     * @throws dev.portolan.error.LimitExceededException when it is larger than
     *     {@link dev.portolan.port.Source#LARGEST_IN_MEMORY}; {@link #open} the repository and read it as a stream
     */
    public byte[] blob() {
        Digest digest = reference
                .digest()
                .orElseThrow(() -> new InvalidReferenceException(
                        Problem.of(reference + " has no digest").advice("write NAME@DIGEST, with the blob's digest")));
        return reading(open -> open.blob(digest));
    }

    /**
     * Returns the manifest and everything it references as a tree.
     *
     * @param withReferrers whether the tree includes the referrers of each manifest
     * @throws NotFoundException when there is no such manifest
     */
    public Inspection inspect(boolean withReferrers) {
        return reading(open -> Inspection.of(open.repository(), open.manifest(), withReferrers));
    }

    /** Returns the manifest and everything it references as a tree, without referrers. */
    public Inspection inspect() {
        return inspect(false);
    }

    /**
     * Pulls an artifact into a target, such as a directory. For an index, pulls the platform in the options.
     *
     * @return what was done; its root is the artifact's manifest
     * @throws NotFoundException when there is no such artifact
     * @throws UnsupportedException when the target can use none of its layers, such as a directory for an image
     */
    public CopyResult pull(Target into) {
        Objects.requireNonNull(into, "into");
        try (StoredArtifact artifact = artifact()) {
            return artifact.pull(into, options);
        }
    }

    // ---- write

    /**
     * Pushes an artifact: its blobs, its manifest, then the tag of the reference and the additional tags. Without tags,
     * the artifact can only be addressed by its digest. A digest in the reference must be that of the artifact.
     *
     * @return what was done; its root is the manifest's descriptor
     * @throws InvalidReferenceException when the reference has another digest than the artifact
     */
    public CopyResult push(Artifact artifact, String... moreTags) {
        Objects.requireNonNull(artifact, "artifact");
        Objects.requireNonNull(moreTags, "moreTags");
        return write(reference, (to, names, how) -> pusher().push(artifact, to, names, how), moreTags);
    }

    /**
     * Pushes a packed artifact: each missing blob, the manifest byte for byte, then the tag of the reference and the
     * additional tags.
     *
     * @return what was done; its root is the manifest's descriptor
     */
    public CopyResult push(PackedArtifact artifact, String... moreTags) {
        Objects.requireNonNull(artifact, "artifact");
        Objects.requireNonNull(moreTags, "moreTags");
        return write(reference, (to, names, how) -> pusher().push(artifact, to, names, how), moreTags);
    }

    /**
     * Pushes an artifact that refers to the manifest of this reference, into the same repository. {@link #referrers}
     * lists it.
     *
     * @return what was done; its root is the new artifact's manifest
     * @throws IllegalArgumentException when the artifact has no type, by which referrers are found
     * @throws NotFoundException when the manifest does not exist
     */
    public CopyResult attach(Artifact artifact) {
        if (Objects.requireNonNull(artifact, "artifact").type().equals(MediaTypes.UNKNOWN_ARTIFACT)) {
            throw new IllegalArgumentException(
                    "the artifact to attach has no type; set one, such as application/spdx+json");
        }
        return writing(open -> {
            Artifact referrer = artifact.toBuilder().subject(open.resolve()).build();
            return pusher().push(referrer, open.repository(), List.of(), options);
        });
    }

    /**
     * Copies the manifest and everything it references to another repository, layout or archive. Without a tag in the
     * target reference, the copy can only be addressed by its digest; a digest there must be that of the source.
     *
     * @throws NotFoundException when the source does not exist
     * @throws InvalidReferenceException when the target's reference has another digest
     */
    public CopyResult copyTo(Reference target) {
        return copyTo(target, (source, names) -> List.of(Root.of(source.name(), names)));
    }

    private interface Roots {
        List<Root> of(OpenReference source, List<TagOrDigest> names);
    }

    private CopyResult copyTo(Reference target, Roots roots) {
        Objects.requireNonNull(target, "target");
        return reading(source -> write(
                target,
                (to, names, how) -> client.engine().copy(source.repository(), roots.of(source, names), to, how)));
    }

    /** Copies the manifest and everything it references to another repository, layout or archive. */
    public CopyResult copyTo(String target) {
        return copyTo(Reference.parse(Objects.requireNonNull(target, "target")));
    }

    /**
     * Copies all tags of the repository to another one, under the same names. Content that they share is copied once.
     * Tags and digests of either reference are ignored. Names of a layout that a registry cannot hold are left out, see
     * {@link #tagsLeftOut}.
     *
     * @throws NotFoundException when the source repository does not exist, or has no tag that the target can hold
     */
    public CopyResult copyAllTagsTo(Reference target) {
        return copyTagsTo(target, tagsToCopy(target));
    }

    /**
     * Copies some tags of the repository to another one, under the same names, such as those of {@link #tagsToCopy}.
     * Content that they share is copied once. Tags and digests of either reference are ignored.
     *
     * @return what was done; its roots are in the order of the tags
     * @throws NotFoundException when the source does not have one of the tags
     */
    public CopyResult copyTagsTo(Reference target, List<Tag> tags) {
        List<Root> roots = Objects.requireNonNull(tags, "tags").stream()
                .map(tag -> Root.of(tag, List.of(tag)))
                .toList();
        return copyTo(target, (source, names) -> roots);
    }

    /** Copies all tags of the repository to another one, under the same names. */
    public CopyResult copyAllTagsTo(String target) {
        return copyAllTagsTo(Reference.parse(Objects.requireNonNull(target, "target")));
    }

    /**
     * Returns the tags that {@link #copyAllTagsTo} copies: all that the target can hold; when the options choose
     * platforms, without tags that only list referrers.
     *
     * @throws NotFoundException when the repository does not exist, or has no such tag
     */
    public List<Tag> tagsToCopy(Reference target) {
        Objects.requireNonNull(target, "target");
        boolean selects = !options.platforms().isEmpty();
        return CopyableTags.of(allTags(), located().name(), target).stream()
                .filter(tag -> !selects || !tag.listsReferrers())
                .toList();
    }

    /**
     * Returns the tags that {@link #copyAllTagsTo} leaves out because a registry cannot store them: names in a layout
     * are free text. Empty when the target is not a registry.
     *
     * @throws NotFoundException when the repository does not exist
     */
    public List<Tag> tagsLeftOut(Reference target) {
        Objects.requireNonNull(target, "target");
        return allTags().stream()
                .filter(tag -> !CopyableTags.holds(target, tag))
                .toList();
    }

    private ArtifactPush pusher() {
        return new ArtifactPush(client.engine(), client.executor());
    }

    private interface Write {
        CopyResult to(Repository target, List<TagOrDigest> names, CopyOptions options);
    }

    private CopyResult write(Reference target, Write copy, String... moreTags) {
        Reference located = client.locate(target);
        List<TagOrDigest> names = new ArrayList<>();
        located.tag().ifPresent(names::add);
        names.addAll(tagsFor(located, "moreTags", moreTags));
        // A digest is not a name to set; the copy must have it.
        located.digest().ifPresent(names::add);
        Reference base = options.missingFrom().orElse(null);
        try (DeltaBase has = base == null ? null : client.at(base).openDeltaBase();
                Repository to = client.openTarget(located)) {
            return has == null
                    ? copy.to(to, names, options)
                    : copy.to(Deltas.of(to).leavingOut(has), names, options.withoutMissingFrom());
        }
    }

    /**
     * Opens the content reachable from the reference as the base of a delta; {@link CopyOptions.Builder#missingFrom}
     * does so itself. A layout or archive without a name means everything in its {@code index.json}. The caller closes
     * it.
     *
     * @throws NotFoundException when there is no such manifest, or a layout or archive lists none
     */
    public DeltaBase openDeltaBase() {
        return keptOpen(open -> DeltaBase.of(open.repository(), reference.toString(), open.deltaRoots()));
    }

    // ---- signatures

    /**
     * Signs the manifest and pushes the signature to the same repository. The formats are in portolan-signatures.
     *
     * @param annotations signed along with the manifest; may be empty
     * @return the manifests that hold the signature
     * @throws NotFoundException when there is no such manifest
     */
    public List<Descriptor> sign(Signer signer, Map<String, String> annotations) {
        Objects.requireNonNull(signer, "signer");
        Objects.requireNonNull(annotations, "annotations");
        return writing(open -> signer.sign(open.toSign(annotations)));
    }

    /** Signs the manifest and pushes the signature to the same repository. */
    public List<Descriptor> sign(Signer signer) {
        return sign(signer, Map.of());
    }

    /**
     * Signs a document about the manifest, such as an SBOM, and pushes it to the same repository.
     *
     * @param predicateType the type of the document, such as {@link dev.portolan.signature.PredicateTypes#CYCLONEDX}
     * @param json the document
     * @return the manifests that hold the attestation
     * @throws UnsupportedException when the signer's format has no attestations
     */
    public List<Descriptor> attest(String predicateType, byte[] json, Signer signer) {
        Objects.requireNonNull(predicateType, "predicateType");
        Objects.requireNonNull(json, "json");
        Objects.requireNonNull(signer, "signer");
        return writing(open -> signer.attest(open.toSign(Map.of()), predicateType, json));
    }

    /**
     * Verifies the signatures of the manifest. An attestation does not count as a signature.
     *
     * @return the signatures that make it trusted; empty when the policy trusts it without any
     * @throws dev.portolan.error.UntrustedException when the policy does not trust it; lists the reason for each
     *     signature
     */
    public List<VerifiedSignature> verify(TrustPolicy policy) {
        Objects.requireNonNull(policy, "policy");
        return reading(open -> policy.verify(open.signatures()));
    }

    /**
     * Verifies the attestations of one type.
     *
     * @return all that are trusted, each with its document
     * @throws dev.portolan.error.UntrustedException when there is none
     */
    public List<VerifiedSignature> attestations(String predicateType, TrustPolicy policy) {
        Objects.requireNonNull(predicateType, "predicateType");
        Objects.requireNonNull(policy, "policy");
        return reading(open -> policy.verify(open.attestations(predicateType)));
    }

    // ---- tags and referrers

    /**
     * Adds tags to the manifest.
     *
     * @return the manifest's descriptor
     * @throws IllegalArgumentException when no tag is given
     * @throws NotFoundException when there is no such manifest
     */
    public Descriptor tag(String... tags) {
        if (Objects.requireNonNull(tags, "tags").length == 0) {
            throw new IllegalArgumentException("there is no tag to add; name at least one");
        }
        List<Tag> parsed = tagsFor(reference, "tags", tags);
        return writing(open -> open.repository().tag(open.name(), parsed));
    }

    /**
     * Removes the tag of the reference; the manifest and its other tags stay.
     *
     * @throws InvalidReferenceException when the reference has no tag
     * @throws NotFoundException when there is no such tag
     * @throws UnsupportedException when the repository cannot remove one tag
     */
    public void untag() {
        Tag tag = located()
                .tag()
                .orElseThrow(() -> new InvalidReferenceException(
                        Problem.of(reference + " has no tag").advice("name the tag to remove")));
        try (OpenReference open = opened(client::openTarget)) {
            new Removal(open).untag(tag);
        }
    }

    /**
     * Lists the tags of the repository, in lexical order if the repository sorts them, without those that only list
     * referrers ({@link Tag#listsReferrers}). For very many tags, {@link #open} the repository and use {@link
     * Repository#tags}, a lazy stream.
     *
     * @throws NotFoundException when the repository does not exist
     */
    public List<Tag> tags() {
        return allTags().stream().filter(tag -> !tag.listsReferrers()).toList();
    }

    private List<Tag> allTags() {
        return writing(open -> {
            try (Stream<Tag> tags = open.repository().tags()) {
                return tags.toList();
            }
        });
    }

    /**
     * Lists the referrers of the manifest. With a digest, the manifest itself need not exist.
     *
     * @param artifactType the type of referrers to list; empty for all
     * @throws NotFoundException when there is no such tag
     * @throws UnsupportedException when the repository cannot list referrers
     */
    public List<Descriptor> referrers(String artifactType) {
        Objects.requireNonNull(artifactType, "artifactType");
        return reading(open -> {
            Referrers referrers = open.capability(Referrers.class);
            Digest subject = reference.digest().orElseGet(() -> open.resolve().digest());
            try (Stream<Descriptor> found = referrers.referrers(subject, artifactType)) {
                return found.toList();
            }
        });
    }

    /** Lists all referrers of the manifest. */
    public List<Descriptor> referrers() {
        return referrers("");
    }

    /**
     * Deletes the manifest with all of its tags.
     *
     * @return the descriptor of what was deleted
     * @throws NotFoundException when there is no such manifest
     * @throws UnsupportedException when the repository cannot delete
     */
    public Descriptor delete() {
        return writing(open -> new Removal(open).delete());
    }

    /**
     * A layout accepts more names than a registry; a name that no registry accepts is refused before anything is sent.
     */
    private static List<Tag> tagsFor(Reference to, String parameter, String... names) {
        boolean registry = to.registryReference().isPresent();
        return Stream.of(names)
                .map(name -> Objects.requireNonNull(name, parameter))
                .map(name -> registry ? Tag.of(name) : Tag.ofRefName(name))
                .toList();
    }

    /** Returns the reference as text. */
    @Override
    public String toString() {
        return reference.toString();
    }
}
