package dev.portolan;

import dev.portolan.artifact.Artifact;
import dev.portolan.artifact.ArtifactPush;
import dev.portolan.artifact.Inspection;
import dev.portolan.artifact.PackedArtifact;
import dev.portolan.artifact.StoredArtifact;
import dev.portolan.copy.CopyEngine;
import dev.portolan.copy.CopyOptions;
import dev.portolan.copy.CopyResult;
import dev.portolan.copy.PlatformChoice;
import dev.portolan.copy.Root;
import dev.portolan.error.InvalidManifestException;
import dev.portolan.error.NotFoundException;
import dev.portolan.error.Problem;
import dev.portolan.error.UnsupportedException;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.ImageIndex;
import dev.portolan.model.ImageManifest;
import dev.portolan.model.Manifest;
import dev.portolan.model.Place;
import dev.portolan.model.Tag;
import dev.portolan.model.TagOrDigest;
import dev.portolan.port.AccessCheck;
import dev.portolan.port.Capability;
import dev.portolan.port.Catalog;
import dev.portolan.port.Deletes;
import dev.portolan.port.Referrers;
import dev.portolan.port.Repository;
import dev.portolan.port.Target;
import dev.portolan.port.Transport;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Pushes, pulls, copies and looks at artifacts, wherever they lie. Made of transports, each of which opens one kind
 * of place; thread-safe, and cheap to share. Places are written as {@link Place} says:
 *
 * <pre>{@code
 * try (OciClient client = OciClient.of(HttpTransport.create(), LayoutTransport.create())) {
 *     client.push("localhost:5000/demo/tree:v1", Artifact.builder().layer(Pack.directory(dir)).build());
 *     client.copy("localhost:5000/demo/tree:v1", "oci-layout:carried:v1");
 * }
 * }</pre>
 *
 * <p>All methods block, honour interrupts, and fail with an {@link dev.portolan.error.OciException}: among them
 * {@link dev.portolan.error.InvalidReferenceException} for a malformed place and {@link UnsupportedException} for a
 * place that no transport of this client opens.
 */
public final class OciClient implements AutoCloseable {
    private final Map<String, Transport> transports;
    private final CopyOptions options;
    private final Executor executor;
    private final @Nullable ExecutorService ownExecutor;
    private final CopyEngine engine;

    private OciClient(Builder builder) {
        this.transports = Map.copyOf(builder.transports);
        this.options = builder.options;
        this.ownExecutor = builder.executor == null ? DaemonThreads.executor() : null;
        this.executor = builder.executor == null ? Objects.requireNonNull(ownExecutor) : builder.executor;
        this.engine = new CopyEngine(executor);
    }

    /** A client of these transports, with the default options. */
    public static OciClient of(Transport... transports) {
        Builder builder = builder();
        Arrays.asList(transports).forEach(builder::transport);
        return builder.build();
    }

    /** Starts a client without transports. */
    public static Builder builder() {
        return new Builder();
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
    public Repository open(Place place) {
        return transport(place.scheme()).open(place);
    }

    /** Opens a place, to work with its blobs, manifests and tags directly; the caller closes it. */
    public Repository open(String place) {
        return open(Place.parse(place));
    }

    private Transport transport(String scheme) {
        Transport transport = transports.get(scheme);
        if (transport == null) {
            throw new UnsupportedException(Problem.of("no transport for places of the kind " + scheme)
                    .because("this client has "
                            + transports.keySet().stream().sorted().toList())
                    .advice("add the transport to the client's builder"));
        }
        return transport;
    }

    // ---- push and pull

    /**
     * Pushes an artifact: its blobs, then its manifest, under the place's tag (or its digest alone when the place
     * has none), then under more tags.
     *
     * @return what was done; its root is the manifest's descriptor
     */
    public CopyResult push(Place to, Artifact artifact, CopyOptions how, List<Tag> moreTags) {
        List<TagOrDigest> names = names(to, moreTags);
        try (Repository repository = open(to)) {
            return new ArtifactPush(engine, executor).push(artifact, repository, names, how);
        }
    }

    /** Pushes an artifact under the place's tag, then under more tags. */
    public CopyResult push(String to, Artifact artifact, String... moreTags) {
        List<Tag> tags = Stream.of(moreTags).map(Tag::of).toList();
        return push(Place.parse(to), artifact, options, tags);
    }

    /**
     * Pushes what is packed already: each blob that is not there, then the manifest byte for byte, under the place's
     * tag (or its digest alone when the place has none), then under more tags.
     *
     * @return what was done; its root is the manifest's descriptor
     */
    public CopyResult push(Place to, PackedArtifact artifact, CopyOptions how, List<Tag> moreTags) {
        List<TagOrDigest> names = names(to, moreTags);
        try (Repository repository = open(to)) {
            return new ArtifactPush(engine, executor).push(artifact, repository, names, how);
        }
    }

    /** Pushes what is packed already, under the place's tag, then under more tags. */
    public CopyResult push(String to, PackedArtifact artifact, String... moreTags) {
        List<Tag> tags = Stream.of(moreTags).map(Tag::of).toList();
        return push(Place.parse(to), artifact, options, tags);
    }

    private static List<TagOrDigest> names(Place to, List<Tag> moreTags) {
        List<TagOrDigest> names = new ArrayList<>();
        to.tag().ifPresent(names::add);
        names.addAll(moreTags);
        return names;
    }

    /**
     * Pushes an artifact that refers to what lies at a place, beside it; found again by {@link #referrers}.
     *
     * @param subject what it refers to; must be there
     * @throws NotFoundException when the subject is not there
     */
    public CopyResult attach(Place subject, Artifact artifact, CopyOptions how) {
        try (Repository repository = open(subject)) {
            Descriptor descriptor = require(repository, subject, repository::resolve);
            Artifact referring = artifact.toBuilder().subject(descriptor).build();
            return new ArtifactPush(engine, executor).push(referring, repository, List.of(), how);
        }
    }

    /** Pushes an artifact that refers to what lies at a place, beside it. */
    public CopyResult attach(String subject, Artifact artifact) {
        return attach(Place.parse(subject), artifact, options);
    }

    /**
     * Pulls an artifact into a target, such as a directory. Of an index, the options' platform is taken.
     *
     * @return what was done; its root is the artifact's manifest
     * @throws NotFoundException when there is none
     */
    public CopyResult pull(Place from, Target into, CopyOptions how) {
        try (StoredArtifact artifact = artifact(from, how)) {
            return artifact.pull(into, how);
        }
    }

    /** Pulls an artifact into a target, such as a directory. */
    public CopyResult pull(String from, Target into) {
        return pull(Place.parse(from), into, options);
    }

    /**
     * Fetches an artifact's manifest alone: to look at it, to read its config or one of its layers, or to pull it
     * after a look. The caller closes it.
     *
     * @param how says which platform is taken of an index
     * @throws NotFoundException when there is none
     * @throws InvalidManifestException when there is an index and no platform was chosen
     */
    public StoredArtifact artifact(Place place, CopyOptions how) {
        Repository repository = open(place);
        try {
            Manifest manifest = require(repository, place, repository::manifest);
            if (manifest instanceof ImageIndex index && how.platforms().size() == 1) {
                Descriptor chosen = PlatformChoice.choose(index, how.platforms().get(0), repository.name());
                manifest = require(repository, place.withDigest(chosen.digest()), repository::manifest);
            }
            if (manifest instanceof ImageManifest image) {
                return new StoredArtifact(repository, image, engine);
            }
            throw new InvalidManifestException(Problem.of(place + " is an index, not an artifact")
                    .advice("choose a platform, or name one of its manifests by digest"));
        } catch (RuntimeException | Error e) {
            repository.close();
            throw e;
        }
    }

    /** Fetches an artifact's manifest alone; the caller closes it. */
    public StoredArtifact artifact(String place) {
        return artifact(Place.parse(place), options);
    }

    // ---- copies

    /**
     * Copies what one place names to another, with all that it points to. Without a tag, the target gets the
     * source's digest alone.
     *
     * @throws NotFoundException when the source does not have it
     */
    public CopyResult copy(Place from, Place to, CopyOptions how) {
        try (Repository source = open(from);
                Repository target = open(to)) {
            TagOrDigest what = name(source, from);
            List<TagOrDigest> as = to.tagOrDigest().map(List::of).orElse(List.of());
            return engine.copy(source, List.of(Root.of(what, as)), target, how);
        }
    }

    /** Copies what one place names to another, with all that it points to. */
    public CopyResult copy(String from, String to) {
        return copy(Place.parse(from), Place.parse(to), options);
    }

    /** Copies all tags of a place to another, under the same names; what they share moves once. */
    public CopyResult copyAllTags(Place from, Place to, CopyOptions how) {
        try (Repository source = open(from);
                Repository target = open(to);
                Stream<Tag> tags = source.tags()) {
            List<Root> roots = tags.map(tag -> Root.of(tag, List.of(tag))).toList();
            return engine.copy(source, roots, target, how);
        }
    }

    // ---- names

    /**
     * What a place names now.
     *
     * @return the manifest's descriptor
     * @throws NotFoundException when there is nothing
     */
    public Descriptor resolve(Place place) {
        try (Repository repository = open(place)) {
            return require(repository, place, repository::resolve);
        }
    }

    /** What a place names now. */
    public Descriptor resolve(String place) {
        return resolve(Place.parse(place));
    }

    /** Whether there is anything under the place's name; fails when that cannot be found out. */
    public boolean exists(Place place) {
        try (Repository repository = open(place)) {
            return place.tagOrDigest()
                    .map(name -> repository.resolve(name).isPresent())
                    .orElseGet(() -> onlyTag(repository).isPresent());
        }
    }

    /** Whether there is anything under the place's name; fails when that cannot be found out. */
    public boolean exists(String place) {
        return exists(Place.parse(place));
    }

    /** Gives what a place names more tags. */
    public Descriptor tag(Place place, List<Tag> tags) {
        try (Repository repository = open(place)) {
            return repository.tag(name(repository, place), tags);
        }
    }

    /** Gives what a place names more tags. */
    public Descriptor tag(String place, String... tags) {
        return tag(Place.parse(place), Stream.of(tags).map(Tag::of).toList());
    }

    /** The tags of a place. */
    public List<Tag> tags(Place place) {
        try (Repository repository = open(place);
                Stream<Tag> tags = repository.tags()) {
            return tags.toList();
        }
    }

    /** The tags of a place. */
    public List<Tag> tags(String place) {
        return tags(Place.parse(place));
    }

    /**
     * Lists the repositories at a host.
     *
     * @param host {@code host} or {@code host:port} of a registry
     * @throws UnsupportedException when it does not list
     */
    public List<Place> repositories(String host) {
        Catalog catalog =
                transport(Place.REGISTRY).capability(Catalog.class).orElseThrow(() -> unsupported(Catalog.class, host));
        try (Stream<Place> places = catalog.repositories(host)) {
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
        transport(Place.REGISTRY)
                .capability(AccessCheck.class)
                .orElseThrow(() -> unsupported(AccessCheck.class, host))
                .check(host);
    }

    // ---- looking, referrers, deletes

    /** The manifest of a place, as it is. */
    public Manifest manifest(Place place) {
        try (Repository repository = open(place)) {
            return require(repository, place, repository::manifest);
        }
    }

    /** The manifest of a place, as it is. */
    public Manifest manifest(String place) {
        return manifest(Place.parse(place));
    }

    /**
     * The bytes of one blob, verified.
     *
     * @param place with the digest of the blob
     * @throws NotFoundException when it is not there, or the place has no digest
     * @throws dev.portolan.error.LimitExceededException when it is larger than
     *     {@link dev.portolan.port.Source#LARGEST_IN_MEMORY}; open the place, and read larger ones as streams
     */
    public byte[] blob(Place place) {
        Digest digest = place.digest()
                .orElseThrow(() -> new NotFoundException(
                        Problem.of("no digest in " + place).advice("name the blob's digest")));
        try (Repository repository = open(place)) {
            Descriptor blob = repository
                    .stat(digest)
                    .orElseThrow(() -> new NotFoundException(
                            Problem.of("blob " + digest + " not found").at(repository.name())));
            return repository.bytes(blob);
        }
    }

    /** The bytes of one blob, verified. */
    public byte[] blob(String place) {
        return blob(Place.parse(place));
    }

    /** What lies under a place's manifest, as a tree. */
    public Inspection inspect(Place place, boolean withReferrers) {
        try (Repository repository = open(place)) {
            return Inspection.of(repository, require(repository, place, repository::manifest), withReferrers);
        }
    }

    /**
     * What refers to the manifest of a place.
     *
     * @param artifactType only referrers of this type; empty for all
     * @throws NotFoundException when the place names a tag that is not there
     */
    public List<Descriptor> referrers(Place place, String artifactType) {
        try (Repository repository = open(place)) {
            Referrers referrers = capability(repository, Referrers.class);
            Descriptor subject = require(repository, place, repository::resolve);
            try (Stream<Descriptor> found = referrers.referrers(subject.digest(), artifactType)) {
                return found.toList();
            }
        }
    }

    /** What refers to the manifest of a place. */
    public List<Descriptor> referrers(String place) {
        return referrers(Place.parse(place), "");
    }

    /**
     * Removes the place's tag; the manifest and its other tags stay.
     *
     * @throws UnsupportedException when the place cannot do that
     */
    public void untag(Place place) {
        Tag tag = place.tag()
                .orElseThrow(() ->
                        new NotFoundException(Problem.of("no tag in " + place).advice("name the tag to remove")));
        try (Repository repository = open(place)) {
            capability(repository, Deletes.class).untag(tag);
        }
    }

    /**
     * Removes the manifest that the place names, with all of its tags.
     *
     * @return what was removed
     * @throws UnsupportedException when the place cannot do that
     */
    public Descriptor delete(Place place) {
        try (Repository repository = open(place)) {
            Deletes deletes = capability(repository, Deletes.class);
            Descriptor manifest = require(repository, place, repository::resolve);
            deletes.deleteManifest(manifest.digest());
            return manifest;
        }
    }

    private static <C extends Capability> C capability(Repository repository, Class<C> type) {
        return repository.capability(type).orElseThrow(() -> unsupported(type, repository.name()));
    }

    private static UnsupportedException unsupported(Class<?> capability, String place) {
        return new UnsupportedException(Problem.of("this place does not offer " + capability.getSimpleName())
                .at(place));
    }

    private static <T> T require(Repository repository, Place place, Function<TagOrDigest, Optional<T>> ask) {
        TagOrDigest name = name(repository, place);
        return ask.apply(name)
                .orElseThrow(() -> new NotFoundException(
                        Problem.of((name instanceof Tag ? "tag " : "manifest ") + name + " not found")
                                .at(repository.name())));
    }

    /** A layout with a single tag needs none to be named. */
    private static TagOrDigest name(Repository repository, Place place) {
        return place.tagOrDigest().or(() -> onlyTag(repository)).orElse(Tag.LATEST);
    }

    private static Optional<TagOrDigest> onlyTag(Repository repository) {
        try (Stream<Tag> tags = repository.tags()) {
            List<Tag> firstTwo = tags.limit(2).toList();
            return firstTwo.size() == 1 ? Optional.of(firstTwo.get(0)) : Optional.empty();
        }
    }

    /** Closes the transports and ends this client's own threads. */
    @Override
    public void close() {
        transports.values().stream().distinct().forEach(Transport::close);
        if (ownExecutor != null) {
            ownExecutor.shutdownNow();
        }
    }

    /** Collects what a client is made of. */
    public static final class Builder {
        private final Map<String, Transport> transports = new LinkedHashMap<>();
        private CopyOptions options = CopyOptions.defaults();
        private @Nullable Executor executor;

        private Builder() {}

        /** Adds a transport for its schemes, in the place of any other one for them; the client closes it. */
        public Builder transport(Transport transport) {
            transport.schemes().forEach(scheme -> transports.put(scheme, transport));
            return this;
        }

        /** Adds transports; the client closes them. */
        public Builder transports(Iterable<? extends Transport> more) {
            more.forEach(this::transport);
            return this;
        }

        /** The options that copies are made with unless others are given. */
        public Builder options(CopyOptions defaults) {
            options = Objects.requireNonNull(defaults);
            return this;
        }

        /** The threads on which transfers run; the client's own daemon threads unless said. Not closed by the client. */
        public Builder executor(Executor threads) {
            executor = Objects.requireNonNull(threads);
            return this;
        }

        /** The client. */
        public OciClient build() {
            return new OciClient(this);
        }
    }
}
