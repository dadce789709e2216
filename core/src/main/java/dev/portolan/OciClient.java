package dev.portolan;

import dev.portolan.artifact.Artifact;
import dev.portolan.artifact.ArtifactPush;
import dev.portolan.artifact.Inspection;
import dev.portolan.artifact.PackedArtifact;
import dev.portolan.artifact.StoredArtifact;
import dev.portolan.cache.Cached;
import dev.portolan.copy.CopyEngine;
import dev.portolan.copy.CopyOptions;
import dev.portolan.copy.CopyResult;
import dev.portolan.copy.Root;
import dev.portolan.error.InvalidManifestException;
import dev.portolan.error.InvalidReferenceException;
import dev.portolan.error.NotFoundException;
import dev.portolan.error.Problem;
import dev.portolan.error.UnsupportedException;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.Manifest;
import dev.portolan.model.Reference;
import dev.portolan.model.Tag;
import dev.portolan.model.TagOrDigest;
import dev.portolan.port.AccessCheck;
import dev.portolan.port.Catalog;
import dev.portolan.port.Deletes;
import dev.portolan.port.Listing;
import dev.portolan.port.Referrers;
import dev.portolan.port.Repository;
import dev.portolan.port.Target;
import dev.portolan.port.Transport;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Pushes, pulls, copies and looks at artifacts, wherever they lie. Made of transports, each of which opens one kind
 * of place; thread-safe, and cheap to share. Places are written as {@link Reference} says:
 *
 * <pre>{@code
 * try (OciClient client = OciClient.of(HttpTransport.create(), LayoutTransport.create())) {
 *     client.push("localhost:5000/demo/tree:v1", Artifact.builder().layer(Pack.directory(dir)).build());
 *     client.copy("localhost:5000/demo/tree:v1", "oci-layout:carried:v1");
 * }
 * }</pre>
 *
 * <p>Each operation takes places as {@link Reference}s, and as their text. Without {@link CopyOptions}, those of this client
 * hold.
 *
 * <p>All methods block, honour interrupts, and fail with an {@link dev.portolan.error.OciException}: among them
 * {@link dev.portolan.error.InvalidReferenceException} for a malformed place and {@link UnsupportedException} for a
 * place that no transport of this client opens.
 */
public final class OciClient implements AutoCloseable {
    private final Transports transports;
    private final CopyOptions options;
    private final Executor executor;
    private final @Nullable ExecutorService ownExecutor;
    private final CopyEngine engine;

    /** Works on an executor of the caller's, or on one of its own where there is none. */
    OciClient(Transports transports, CopyOptions options, @Nullable Executor threads) {
        this.transports = transports;
        this.options = options;
        this.ownExecutor = threads == null ? DaemonThreads.executor() : null;
        this.executor = threads == null ? Objects.requireNonNull(ownExecutor) : threads;
        this.engine = new CopyEngine(executor);
    }

    /** A client of these transports, with the default options. */
    public static OciClient of(Transport... transports) {
        return builder().transports(List.of(transports)).build();
    }

    /** Starts a client without transports. */
    public static OciClientBuilder builder() {
        return new OciClientBuilder();
    }

    /** The options that this client's copies are made with unless others are given. */
    public CopyOptions options() {
        return options;
    }

    /** The engine that this client's copies are made with. */
    public CopyEngine engine() {
        return engine;
    }

    /**
     * Opens a place, to work with its blobs, manifests and tags directly; the caller closes it.
     *
     * @throws UnsupportedException when no transport of this client opens such places
     */
    public Repository open(Reference reference) {
        return transports.of(reference.scheme()).open(reference);
    }

    /** Opens a place, to work with its blobs, manifests and tags directly; the caller closes it. */
    public Repository open(String reference) {
        return open(Reference.parse(reference));
    }

    /**
     * Splits a reference into its location and its name, where only the transport can tell them apart. All operations
     * of this client do that themselves; {@link Reference#tag} is exact only afterwards.
     *
     * @throws UnsupportedException when no transport of this client opens such references
     */
    public Reference locate(Reference reference) {
        return transports.of(reference.scheme()).locate(reference);
    }

    private OpenReference at(Reference asGiven) {
        Reference reference = locate(asGiven);
        return new OpenReference(open(reference), reference);
    }

    private OpenReference at(Reference asGiven, CopyOptions how) {
        Reference reference = locate(asGiven);
        Repository repository = open(reference);
        return new OpenReference(
                how.skipCaches()
                        ? repository.capability(Cached.class).map(Cached::fresh).orElse(repository)
                        : repository,
                reference);
    }

    // ---- push and pull

    /**
     * Pushes an artifact: its blobs, then its manifest, under the place's tag (or its digest alone when the place
     * has none), then under more tags.
     *
     * @return what was done; its root is the manifest's descriptor
     * @throws InvalidReferenceException when the place has a digest, and the artifact another one
     */
    public CopyResult push(Reference to, Artifact artifact, CopyOptions how, List<Tag> moreTags) {
        List<TagOrDigest> names = names(to, moreTags);
        try (Repository repository = open(to)) {
            return new ArtifactPush(engine, executor).push(artifact, repository, names, how);
        }
    }

    /** Pushes an artifact under the place's tag, then under more tags. */
    public CopyResult push(String to, Artifact artifact, String... moreTags) {
        return push(Reference.parse(to), artifact, options, tagsOf(moreTags));
    }

    /** Pushes an artifact under the place's tag, then under more tags. */
    public CopyResult push(String to, Artifact artifact, CopyOptions how, String... moreTags) {
        return push(Reference.parse(to), artifact, how, tagsOf(moreTags));
    }

    /**
     * Pushes what is packed already: each blob that is not there, then the manifest byte for byte, under the place's
     * tag (or its digest alone when the place has none), then under more tags.
     *
     * @return what was done; its root is the manifest's descriptor
     */
    public CopyResult push(Reference to, PackedArtifact artifact, CopyOptions how, List<Tag> moreTags) {
        List<TagOrDigest> names = names(to, moreTags);
        try (Repository repository = open(to)) {
            return new ArtifactPush(engine, executor).push(artifact, repository, names, how);
        }
    }

    /** Pushes what is packed already, under the place's tag, then under more tags. */
    public CopyResult push(String to, PackedArtifact artifact, String... moreTags) {
        return push(Reference.parse(to), artifact, options, tagsOf(moreTags));
    }

    private static List<Tag> tagsOf(String... names) {
        return Stream.of(names).map(Tag::ofRefName).toList();
    }

    /** Refuses names that a registry cannot hold before anything is sent. */
    private static List<Tag> checked(Reference to, List<Tag> tags) {
        if (to.registryReference().isPresent()) {
            tags.forEach(tag -> Tag.of(tag.value()));
        }
        return tags;
    }

    /** A digest at the target is no name to give, but says what must come out. */
    private List<TagOrDigest> names(Reference asGiven, List<Tag> moreTags) {
        Reference to = locate(asGiven);
        List<TagOrDigest> names = new ArrayList<>();
        to.tag().ifPresent(names::add);
        names.addAll(checked(to, moreTags));
        to.digest().ifPresent(names::add);
        return names;
    }

    /**
     * Pushes an artifact that refers to what lies at a place, beside it; found again by {@link #referrers}.
     *
     * @param subject what it refers to; must be there
     * @throws NotFoundException when the subject is not there
     */
    public CopyResult attach(Reference subject, Artifact artifact, CopyOptions how) {
        try (OpenReference open = at(subject)) {
            Artifact referring = artifact.toBuilder().subject(open.resolve()).build();
            return new ArtifactPush(engine, executor).push(referring, open.repository(), List.of(), how);
        }
    }

    /** Pushes an artifact that refers to what lies at a place, beside it. */
    public CopyResult attach(String subject, Artifact artifact) {
        return attach(subject, artifact, options);
    }

    /** Pushes an artifact that refers to what lies at a place, beside it. */
    public CopyResult attach(String subject, Artifact artifact, CopyOptions how) {
        return attach(Reference.parse(subject), artifact, how);
    }

    /**
     * Pulls an artifact into a target, such as a directory. Of an index, the options' platform is taken.
     *
     * @return what was done; its root is the artifact's manifest
     * @throws NotFoundException when there is none
     */
    public CopyResult pull(Reference from, Target into, CopyOptions how) {
        try (StoredArtifact artifact = artifact(from, how)) {
            return artifact.pull(into, how);
        }
    }

    /** Pulls an artifact into a target, such as a directory. */
    public CopyResult pull(String from, Target into) {
        return pull(from, into, options);
    }

    /** Pulls an artifact into a target, such as a directory. Of an index, the options' platform is taken. */
    public CopyResult pull(String from, Target into, CopyOptions how) {
        return pull(Reference.parse(from), into, how);
    }

    /**
     * Fetches an artifact's manifest alone: to look at it, to read its config or one of its layers, or to pull it
     * after a look. The caller closes it.
     *
     * @param how says which platform is taken of an index, and the policy that must trust it
     * @throws NotFoundException when there is none
     * @throws InvalidManifestException when there is an index and no platform was chosen
     */
    public StoredArtifact artifact(Reference reference, CopyOptions how) {
        return at(reference, how).artifact(how, engine);
    }

    /** Fetches an artifact's manifest alone; the caller closes it. */
    public StoredArtifact artifact(String reference) {
        return artifact(reference, options);
    }

    /** Fetches an artifact's manifest alone, of an index that of the options' platform; the caller closes it. */
    public StoredArtifact artifact(String reference, CopyOptions how) {
        return artifact(Reference.parse(reference), how);
    }

    // ---- copies

    /**
     * Copies what one place names to another, with all that it points to. Without a tag, the target gets the
     * source's digest alone; a digest at the target must be the one that is copied.
     *
     * @throws NotFoundException when the source does not have it
     * @throws InvalidReferenceException when the target has another digest
     */
    public CopyResult copy(Reference from, Reference to, CopyOptions how) {
        try (OpenReference source = at(from, how);
                Repository target = open(to)) {
            return engine.copy(source.repository(), List.of(Root.of(source.name(), names(to, List.of()))), target, how);
        }
    }

    /** Copies what one place names to another, with all that it points to. */
    public CopyResult copy(String from, String to) {
        return copy(from, to, options);
    }

    /** Copies what one place names to another, with all that it points to. */
    public CopyResult copy(String from, String to, CopyOptions how) {
        return copy(Reference.parse(from), Reference.parse(to), how);
    }

    /**
     * Copies all tags of a place to another, under the same names; what they share moves once. Tag and digest of either
     * place do not matter.
     *
     * @throws NotFoundException when the source is not there
     */
    public CopyResult copyAllTags(Reference from, Reference to, CopyOptions how) {
        try (OpenReference source = at(from, how);
                Repository target = open(to)) {
            boolean selects = !how.platforms().isEmpty();
            List<Root> roots = tagsToCopy(source.repository(), to).stream()
                    .filter(tag -> !selects || !tag.listsReferrers()) // a list of referrers has no platforms
                    .map(tag -> Root.of(tag, List.of(tag)))
                    .toList();
            return engine.copy(source.repository(), roots, target, how);
        }
    }

    /**
     * Returns the names of a source that {@link #copyAllTags} copies: all names that the target can hold.
     *
     * @throws NotFoundException when the source does not exist, or there is no such name
     */
    public List<Tag> tagsToCopy(Reference from, Reference to) {
        try (Repository repository = open(from)) {
            return tagsToCopy(repository, to);
        }
    }

    private static List<Tag> tagsToCopy(Repository from, Reference to) {
        List<Tag> tags = tags(from);
        List<Tag> held = tags.stream()
                .filter(tag -> to.registryReference().isEmpty() || tag.portable())
                .toList();
        if (held.isEmpty()) {
            throw nothingToCopy(from.name(), to, tags);
        }
        return held;
    }

    private static NotFoundException nothingToCopy(String from, Reference to, List<Tag> tags) {
        Problem problem = Problem.of("there is no tag to copy").at(from);
        return new NotFoundException(
                tags.isEmpty()
                        ? problem.advice("copy one manifest by its digest, @sha256:…")
                        : problem.because("a registry cannot hold its names, such as " + tags.get(0))
                                .advice("copy them one by one under other names, such as " + to.name() + ":TAG"));
    }

    /**
     * Returns the names of a source that {@link #copyAllTags} leaves out, since a registry cannot hold them: names in a
     * layout are free text. Empty when the target is not a registry.
     *
     * @throws NotFoundException when the source does not exist
     */
    public List<Tag> namesLeftOut(Reference from, Reference to) {
        return to.registryReference().isEmpty()
                ? List.of()
                : tags(from).stream().filter(tag -> !tag.portable()).toList();
    }

    /** Copies all tags of a place to another, under the same names. */
    public CopyResult copyAllTags(String from, String to) {
        return copyAllTags(Reference.parse(from), Reference.parse(to), options);
    }

    // ---- names

    /**
     * What a place names now.
     *
     * @return the manifest's descriptor
     * @throws NotFoundException when there is nothing
     */
    public Descriptor resolve(Reference reference) {
        try (OpenReference open = at(reference)) {
            return open.resolve();
        }
    }

    /** What a place names now. */
    public Descriptor resolve(String reference) {
        return resolve(Reference.parse(reference));
    }

    /**
     * Whether there is what the place names; for a layout without a tag, whether it has any. False where there is
     * not even a repository.
     *
     * @throws dev.portolan.error.OciException when the place cannot say: it is unreachable, or denies access
     */
    public boolean exists(Reference reference) {
        try (OpenReference open = at(reference)) {
            return open.exists();
        }
    }

    /** Whether there is what the place names. */
    public boolean exists(String reference) {
        return exists(Reference.parse(reference));
    }

    /**
     * A place that says which of its content is meant: itself where it has a tag or a digest; otherwise with its only
     * tag, or {@code latest}.
     *
     * @throws NotFoundException when it has several tags, and none of them is {@code latest}
     */
    public Reference named(Reference asGiven) {
        Reference reference = locate(asGiven);
        if (reference.tagOrDigest().isPresent()) {
            return reference;
        }
        try (OpenReference open = at(reference)) {
            return reference.with(open.name());
        }
    }

    /**
     * Gives what a place names more tags.
     *
     * @return the manifest's descriptor
     * @throws NotFoundException when there is nothing
     */
    public Descriptor tag(Reference reference, List<Tag> tags) {
        try (OpenReference open = at(reference)) {
            return open.repository().tag(open.name(), checked(reference, tags));
        }
    }

    /** Gives what a place names more tags. */
    public Descriptor tag(String reference, String... tags) {
        return tag(Reference.parse(reference), tagsOf(tags));
    }

    /**
     * Returns the tags of a repository, in lexical order if the repository keeps one, without those that only list
     * referrers ({@link Tag#listsReferrers}). For very many tags, {@link #open} the repository: its
     * {@link Repository#tags} is a lazy stream of all of them.
     *
     * @throws NotFoundException when the repository does not exist
     */
    public List<Tag> tags(Reference reference) {
        try (Repository repository = open(reference)) {
            return tags(repository).stream()
                    .filter(tag -> !tag.listsReferrers())
                    .toList();
        }
    }

    private static List<Tag> tags(Repository repository) {
        try (Stream<Tag> tags = repository.tags()) {
            return tags.toList();
        }
    }

    /** All tags of a place. */
    public List<Tag> tags(String reference) {
        return tags(Reference.parse(reference));
    }

    /**
     * Lists the repositories at a host.
     *
     * @param host {@code host} or {@code host:port} of a registry
     * @throws UnsupportedException when it does not list
     */
    public List<Reference> repositories(String host) {
        try (Stream<Reference> places =
                transports.capability(Catalog.class, host).repositories(host)) {
            return places.toList();
        }
    }

    /**
     * Asks a registry whether it is one, and whether it takes the credentials that there are for it.
     *
     * @param host {@code host} or {@code host:port}
     * @throws dev.portolan.error.UnauthenticatedException when it wants credentials, or other ones
     */
    public void check(String host) {
        transports.capability(AccessCheck.class, host).check(host);
    }

    // ---- looking, referrers, deletes

    /**
     * The manifest of a place, as it is: an index stays one.
     *
     * @throws NotFoundException when there is none
     */
    public Manifest manifest(Reference reference) {
        try (OpenReference open = at(reference)) {
            return open.manifest();
        }
    }

    /** The manifest of a place, as it is. */
    public Manifest manifest(String reference) {
        return manifest(Reference.parse(reference));
    }

    /**
     * The bytes of one blob, verified.
     *
     * @param reference with the digest of the blob
     * @throws InvalidReferenceException when the place has no digest
     * @throws NotFoundException when it is not there
     * @throws dev.portolan.error.LimitExceededException when it is larger than
     *     {@link dev.portolan.port.Source#LARGEST_IN_MEMORY}; open the place, and read larger ones as streams
     */
    public byte[] blob(Reference reference) {
        Digest digest = reference
                .digest()
                .orElseThrow(() -> new InvalidReferenceException(
                        Problem.of("no digest in " + reference).advice("name the blob's digest")));
        try (OpenReference open = at(reference)) {
            return open.blob(digest);
        }
    }

    /** The bytes of one blob, verified. */
    public byte[] blob(String reference) {
        return blob(Reference.parse(reference));
    }

    /**
     * What lies under a place's manifest, as a tree.
     *
     * @param withReferrers whether what refers to the manifests stands in it, too
     * @throws NotFoundException when there is no manifest
     */
    public Inspection inspect(Reference reference, boolean withReferrers) {
        try (OpenReference open = at(reference)) {
            return Inspection.of(open.repository(), open.manifest(), withReferrers);
        }
    }

    /** What lies under a place's manifest, as a tree without referrers. */
    public Inspection inspect(String reference) {
        return inspect(Reference.parse(reference), false);
    }

    /**
     * What refers to the manifest of a place. A place with a digest need not have that manifest.
     *
     * @param artifactType only referrers of this type; empty for all
     * @throws NotFoundException when the place names a tag that is not there
     * @throws UnsupportedException when it cannot list referrers
     */
    public List<Descriptor> referrers(Reference reference, String artifactType) {
        try (OpenReference open = at(reference)) {
            Referrers referrers = open.capability(Referrers.class);
            Digest subject = reference.digest().orElseGet(() -> open.resolve().digest());
            try (Stream<Descriptor> found = referrers.referrers(subject, artifactType)) {
                return found.toList();
            }
        }
    }

    /** What refers to the manifest of a place. */
    public List<Descriptor> referrers(String reference) {
        return referrers(reference, "");
    }

    /** What refers to the manifest of a place, of one artifact type. */
    public List<Descriptor> referrers(String reference, String artifactType) {
        return referrers(Reference.parse(reference), artifactType);
    }

    /**
     * Removes the place's tag; the manifest and its other tags stay.
     *
     * @throws InvalidReferenceException when the place has no tag
     * @throws NotFoundException when there is no such tag
     * @throws UnsupportedException when the place cannot do that
     */
    public void untag(Reference asGiven) {
        Reference reference = locate(asGiven);
        Tag tag = reference
                .tag()
                .orElseThrow(() -> new InvalidReferenceException(
                        Problem.of("no tag in " + reference).advice("name the tag to remove")));
        try (OpenReference open = at(reference)) {
            open.capability(Deletes.class)
                    .untag(open.repository()
                            .capability(Listing.class)
                            .map(listing -> listing.find(tag))
                            .orElse(tag));
        }
    }

    /** Removes the place's tag; the manifest and its other tags stay. */
    public void untag(String reference) {
        untag(Reference.parse(reference));
    }

    /**
     * Removes the manifest that the place names, with all of its tags.
     *
     * @return what was removed
     * @throws NotFoundException when there is none
     * @throws UnsupportedException when the place cannot do that
     */
    public Descriptor delete(Reference reference) {
        try (OpenReference open = at(reference)) {
            Deletes deletes = open.capability(Deletes.class);
            Descriptor manifest = open.resolve();
            deletes.deleteManifest(manifest.digest());
            return manifest;
        }
    }

    /** Removes the manifest that the place names, with all of its tags. */
    public Descriptor delete(String reference) {
        return delete(Reference.parse(reference));
    }

    /** Ends this client's own threads and closes the transports, all of them, whatever one of them says. */
    @Override
    public void close() {
        if (ownExecutor != null) {
            ownExecutor.shutdownNow();
        }
        transports.close();
    }
}
