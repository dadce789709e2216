package dev.portolan;

import dev.portolan.artifact.Artifact;
import dev.portolan.copy.CopyEngine;
import dev.portolan.copy.CopyOptions;
import dev.portolan.copy.CopyResult;
import dev.portolan.error.UnsupportedException;
import dev.portolan.internal.work.Daemons;
import dev.portolan.model.Reference;
import dev.portolan.port.AccessCheck;
import dev.portolan.port.Catalog;
import dev.portolan.port.Repository;
import dev.portolan.port.Target;
import dev.portolan.port.Transport;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Pushes, pulls and copies artifacts and images between registries, layouts, archives and memory. A client has
 * transports, each of which opens one kind of {@link Reference}. It is thread-safe and meant to be shared.
 *
 * <pre>{@code
 * try (OciClient client = OciClient.of(HttpTransport.create(), LayoutTransport.create())) {
 *     client.push("localhost:5000/demo/tree:v1", Artifact.builder().layer(Pack.directory(dir)).build());
 *     client.copy("localhost:5000/demo/tree:v1", "oci-layout:carried:v1");
 *     List<Tag> tags = client.at("localhost:5000/demo/tree").tags();
 * }
 * }</pre>
 *
 * <p>{@link #at(String)} has all operations on one reference; {@code push}, {@code pull} and {@code copy} are short for
 * three of them.
 *
 * <p>All methods block, honour interrupts, and fail with an {@link dev.portolan.error.OciException}: among them {@link
 * dev.portolan.error.InvalidReferenceException} for a malformed reference and {@link UnsupportedException} for a
 * reference that no transport of this client opens.
 *
 * @since 0.1.0
 */
public final class OciClient implements AutoCloseable {
    private final Transports transports;
    private final CopyOptions options;
    private final Executor executor;
    private final @Nullable ExecutorService ownExecutor;
    private final CopyEngine engine;

    /** Uses the caller's executor, or else one of its own. */
    OciClient(Transports transports, CopyOptions options, @Nullable Executor threads) {
        this.transports = transports;
        this.options = options;
        this.ownExecutor = threads == null ? Executors.newCachedThreadPool(new Daemons("portolan")) : null;
        this.executor = threads == null ? Objects.requireNonNull(ownExecutor) : threads;
        this.engine = new CopyEngine(executor);
    }

    /**
     * Returns a client with these transports and the default options.
     *
     * @throws IllegalArgumentException when there is none, or when two of them open the same kind of reference
     */
    public static OciClient of(Transport... transports) {
        Objects.requireNonNull(transports, "transports");
        return builder().transports(Arrays.asList(transports)).build();
    }

    /** Returns a builder without transports. */
    public static OciClientBuilder builder() {
        return new OciClientBuilder();
    }

    /** Returns the schemes that this client opens. */
    @Override
    public String toString() {
        return "client of " + transports;
    }

    /** Returns the copy engine of this client, for copies between repositories that are already open. */
    public CopyEngine engine() {
        return engine;
    }

    Executor executor() {
        return executor;
    }

    /** Returns a client for one reference: it resolves, tags, pushes, pulls, copies and deletes. */
    public ReferenceClient at(Reference reference) {
        return new ReferenceClient(this, Objects.requireNonNull(reference, "reference"), options);
    }

    /**
     * Returns a client for one reference, such as {@code ghcr.io/team/app:v1} or {@code oci-layout:dir:v1}.
     *
     * @throws dev.portolan.error.InvalidReferenceException when the reference is malformed
     */
    public ReferenceClient at(String reference) {
        return at(Reference.parse(Objects.requireNonNull(reference, "reference")));
    }

    /**
     * Splits a reference into its location and its name, as {@link Transport#locate} does. All operations of this
     * client do so themselves.
     *
     * @throws UnsupportedException when no transport of this client opens such references
     */
    public Reference locate(Reference reference) {
        Objects.requireNonNull(reference, "reference");
        return transports.of(reference.scheme()).locate(reference);
    }

    /**
     * Opens a repository, to work with its blobs, manifests and tags directly. The caller closes it.
     *
     * @throws UnsupportedException when no transport of this client opens such references
     */
    public Repository open(Reference reference) {
        Objects.requireNonNull(reference, "reference");
        return transports.of(reference.scheme()).open(reference);
    }

    /** Opens a repository for writing, as {@link Transport#openTarget} does. The caller closes it. */
    public Repository openTarget(Reference reference) {
        Objects.requireNonNull(reference, "reference");
        return transports.of(reference.scheme()).openTarget(reference);
    }

    /** Opens a repository, to work with its blobs, manifests and tags directly. The caller closes it. */
    public Repository open(String reference) {
        return open(Reference.parse(Objects.requireNonNull(reference, "reference")));
    }

    /** Pushes an artifact under the tag of a reference and additional tags, as {@link ReferenceClient#push} does. */
    public CopyResult push(String to, Artifact artifact, String... moreTags) {
        return at(Objects.requireNonNull(to, "to")).push(artifact, moreTags);
    }

    /** Pulls an artifact into a target, such as a directory, as {@link ReferenceClient#pull} does. */
    public CopyResult pull(String from, Target into) {
        return at(Objects.requireNonNull(from, "from")).pull(into);
    }

    /** Copies a manifest and everything it references, as {@link ReferenceClient#copyTo(String)} does. */
    public CopyResult copy(String from, String to) {
        return copy(from, to, options);
    }

    /** Copies a manifest and everything it references with these options instead of the client's. */
    public CopyResult copy(String from, String to, CopyOptions how) {
        Objects.requireNonNull(to, "to");
        Objects.requireNonNull(how, "how");
        return at(Objects.requireNonNull(from, "from")).with(how).copyTo(to);
    }

    /**
     * Lists the repositories of a registry.
     *
     * @param host {@code host} or {@code host:port}
     * @throws UnsupportedException when the registry has no catalog
     */
    public List<Reference> repositories(String host) {
        try (Stream<Reference> repositories = transports
                .capability(Catalog.class, Objects.requireNonNull(host, "host"))
                .repositories(host)) {
            return repositories.toList();
        }
    }

    /**
     * Checks that a host is a registry and that it accepts the credentials for it.
     *
     * @param host {@code host} or {@code host:port}
     * @throws dev.portolan.error.UnauthenticatedException when it requires credentials, or rejects them
     */
    public void check(String host) {
        transports
                .capability(AccessCheck.class, Objects.requireNonNull(host, "host"))
                .check(host);
    }

    /**
     * Stops the threads of this client and closes its transports, even if closing one of them fails. Using the client
     * afterwards throws an {@link IllegalStateException}.
     */
    @Override
    public void close() {
        if (ownExecutor != null) {
            ownExecutor.shutdownNow();
        }
        transports.close();
    }
}
