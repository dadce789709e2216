package dev.portolan.archive;

import dev.portolan.OciClient;
import dev.portolan.archive.cache.CacheStatistics;
import dev.portolan.archive.pack.PackedArchive;
import dev.portolan.artifact.Artifact;
import dev.portolan.artifact.ArtifactPush;
import dev.portolan.artifact.Layer;
import dev.portolan.copy.CopyEngine;
import dev.portolan.copy.CopyOptions;
import dev.portolan.copy.CopyResult;
import dev.portolan.error.InvalidReferenceException;
import dev.portolan.error.Problem;
import dev.portolan.fs.pack.Pack;
import dev.portolan.internal.work.Daemons;
import dev.portolan.model.Annotations;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.Reference;
import dev.portolan.model.Tag;
import dev.portolan.model.TagOrDigest;
import dev.portolan.port.Repository;
import dev.portolan.port.Source;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Pushes, pulls and inspects file archives: directories in a registry, a layout, an archive or memory whose files can
 * be read one by one. A pull transfers the manifest and the index; the bytes of a file are transferred when it is read.
 *
 * <pre>{@code
 * try (FileArchives archives = FileArchives.of(client);
 *         PackedArchive packed = ArchivePacker.builder().compression(Compression.ZSTD).build().pack(directory)) {
 *     archives.push("ghcr.io/myorg/myarchive:v1.0.0", packed);
 *     try (FileArchive archive = archives.pull("ghcr.io/myorg/myarchive:v1.0.0")) {
 *         String config = archive.readString("config.json");
 *     }
 * }
 * }</pre>
 *
 * <p>Credentials, plain HTTP and other settings of connections belong to the client or transport. All exceptions are
 * {@link dev.portolan.error.OciException}s; a caller can distinguish {@link dev.portolan.error.NotFoundException},
 * {@link InvalidReferenceException}, {@link dev.portolan.error.InvalidManifestException} and its kinds {@link
 * MissingIndexException} and {@link MissingDataException}, {@link dev.portolan.error.ContentMismatchException} and
 * {@link dev.portolan.error.LimitExceededException}, which names the limit.
 *
 * <p>Thread-safe and meant to be shared. Close it after the archives that it pulled.
 *
 * @since 0.1.0
 */
public final class FileArchives implements AutoCloseable {
    private final Function<Reference, Repository> open;
    private final ArchiveCaches caches;
    private final @Nullable ExecutorService ownExecutor;
    private final ArchivePull pull;
    private final CopyOptions copying;
    private final Executor executor;
    private final InstantSource clock;

    FileArchives(FileArchivesBuilder builder) {
        open = builder.open;
        caches = new ArchiveCaches(builder.contents, builder.blocks);
        ownExecutor = builder.executor == null ? Executors.newCachedThreadPool(new Daemons("portolan-archive")) : null;
        executor = builder.executor == null ? Objects.requireNonNull(ownExecutor) : builder.executor;
        pull = new ArchivePull(builder, caches, executor);
        copying = CopyOptions.builder().listener(builder.listener).build();
        clock = builder.clock;
    }

    /**
     * Returns an instance that uses a client, with the default options and without caches. Closing it does not close
     * the client.
     */
    public static FileArchives of(OciClient client) {
        return builder(client::open).build();
    }

    /**
     * Returns a builder with a function that opens repositories, such as {@code client::open} or {@code
     * transport::open}.
     */
    public static FileArchivesBuilder builder(Function<Reference, Repository> open) {
        return new FileArchivesBuilder(open);
    }

    /** Returns a short description for logs. */
    @Override
    public String toString() {
        return "file archives, " + (ownExecutor == null ? "on the application's threads" : "on threads of their own");
    }

    // ---- push

    /**
     * Pushes an archive under the tag of a reference: first missing content, then the manifest, then the tags. If a tag
     * cannot be set, the message says which ones were set.
     *
     * @param to a reference; its tag is {@code latest} by default
     * @return the result; its root is the manifest
     * @throws InvalidReferenceException when the reference has a digest and no tag
     */
    public CopyResult push(Reference to, PackedArchive archive, PushOptions options) {
        if (to.tag().isEmpty() && to.digest().isPresent()) {
            throw new InvalidReferenceException(Problem.of("cannot push to " + to)
                    .because("a push cannot choose the digest")
                    .advice("use a tag"));
        }
        try (Repository repository = open.apply(to)) {
            return push(repository, to.tag().orElse(Tag.LATEST), archive, options);
        }
    }

    /** Pushes an archive under the tag of a reference. */
    public CopyResult push(Reference to, PackedArchive archive) {
        return push(to, archive, PushOptions.defaults());
    }

    /** Pushes an archive under the tag of a reference. */
    public CopyResult push(String to, PackedArchive archive, PushOptions options) {
        return push(Reference.parse(to), archive, options);
    }

    /** Pushes an archive under the tag of a reference. */
    public CopyResult push(String to, PackedArchive archive) {
        return push(Reference.parse(to), archive);
    }

    /** Pushes an archive to a repository, which is not closed, under a tag. */
    public CopyResult push(Repository to, Tag tag, PackedArchive archive, PushOptions options) {
        Map<String, String> annotations = new LinkedHashMap<>(options.annotations());
        annotations.putIfAbsent(
                Annotations.CREATED,
                clock.instant().truncatedTo(ChronoUnit.SECONDS).toString());
        Artifact artifact = Artifact.builder()
                .type(ArchiveFormat.ARTIFACT_TYPE)
                .layer(Layer.of(archive.index(), Pack.file(archive.indexFile()).content()))
                .layer(Layer.of(archive.data(), Pack.file(archive.dataFile()).content()))
                .annotations(annotations)
                .build();
        List<Tag> tags = new ArrayList<>(List.of(tag));
        tags.addAll(options.tags());
        return new ArtifactPush(new CopyEngine(executor), executor).push(artifact, to, tags, copying);
    }

    // ---- pull

    /**
     * Pulls an archive: its manifest and its index. Files are transferred when they are read. The caller closes it.
     *
     * @throws dev.portolan.error.NotFoundException when there is none
     * @throws dev.portolan.error.InvalidManifestException when it is not a file archive
     * @throws dev.portolan.error.InvalidArchiveException when its index is malformed
     * @throws dev.portolan.error.LimitExceededException when its index is too large, or it has too many files
     */
    public FileArchive pull(Reference from, PullOptions options) {
        Repository repository = open.apply(from);
        try {
            return pull.pull(repository, name(from), options, repository::close);
        } catch (RuntimeException | Error e) {
            repository.close();
            throw e;
        }
    }

    /** Pulls an archive: its manifest and its index. The caller closes it. */
    public FileArchive pull(Reference from) {
        return pull(from, PullOptions.defaults());
    }

    /** Pulls an archive: its manifest and its index. The caller closes it. */
    public FileArchive pull(String from, PullOptions options) {
        return pull(Reference.parse(from), options);
    }

    /** Pulls an archive: its manifest and its index. The caller closes it. */
    public FileArchive pull(String from) {
        return pull(Reference.parse(from));
    }

    /** Pulls an archive from a source, which must stay open while the archive is used, and is not closed with it. */
    public FileArchive pull(Source from, TagOrDigest reference, PullOptions options) {
        return pull.pull(from, reference, options, () -> {});
    }

    // ---- local files

    /**
     * Opens a packed archive.
     *
     * @throws dev.portolan.error.StorageException when its files cannot be read
     */
    public FileArchive open(PackedArchive archive) {
        return openFiles(archive.indexFile(), archive.dataFile());
    }

    /**
     * Opens an archive in two local files, as {@link FileArchive#save} writes them.
     *
     * @throws dev.portolan.error.StorageException when they cannot be read
     * @throws dev.portolan.error.InvalidArchiveException when the index is malformed, or not for this data
     */
    public FileArchive openFiles(Path indexFile, Path dataFile) {
        return pull.open(indexFile, dataFile);
    }

    // ---- metadata and tags

    /**
     * Fetches the manifest of an archive, and neither its index nor its data.
     *
     * @throws dev.portolan.error.NotFoundException when there is none
     * @throws dev.portolan.error.InvalidManifestException when it is not a file archive
     */
    public ArchiveManifest fetch(Reference from, PullOptions options) {
        try (Repository repository = open.apply(from)) {
            return ArchivePull.manifest(repository, name(from), options);
        }
    }

    /** Fetches the manifest of an archive, from the cache where it is there. */
    public ArchiveManifest fetch(Reference from) {
        return fetch(from, PullOptions.defaults());
    }

    /** Fetches the manifest of an archive, and neither its index nor its data. */
    public ArchiveManifest fetch(String from, PullOptions options) {
        return fetch(Reference.parse(from), options);
    }

    /** Fetches the manifest of an archive, from the cache where it is there. */
    public ArchiveManifest fetch(String from) {
        return fetch(Reference.parse(from));
    }

    /**
     * Adds a tag to an existing archive, or moves the tag to it.
     *
     * @param as the reference with the tag
     * @param archive the digest of a manifest in the same repository
     * @return the manifest's descriptor
     * @throws dev.portolan.error.NotFoundException when there is no such manifest
     */
    public Descriptor tag(Reference as, Digest archive) {
        try (Repository repository = open.apply(as)) {
            return repository.tag(archive, List.of(as.tag().orElse(Tag.LATEST)));
        }
    }

    /** Adds a tag to an existing archive, or moves the tag to it. */
    public Descriptor tag(String as, Digest archive) {
        return tag(Reference.parse(as), archive);
    }

    /** Counts the files and bytes of an archive; transfers its manifest and its index. Fails as {@link #pull} does. */
    public ArchiveSummary inspect(Reference reference) {
        try (FileArchive archive = pull(reference)) {
            return archive.summary(archive.manifest().orElseThrow());
        }
    }

    /** Counts the files and bytes of an archive; transfers its manifest and its index. */
    public ArchiveSummary inspect(String reference) {
        return inspect(Reference.parse(reference));
    }

    private static TagOrDigest name(Reference reference) {
        return reference.tagOrDigest().orElse(Tag.LATEST);
    }

    /** Returns how often the caches were hit and missed. */
    public CacheStatistics statistics() {
        return caches.statistics();
    }

    /** Stops the threads; caches and the underlying client stay open. */
    @Override
    public void close() {
        if (ownExecutor != null) {
            ownExecutor.shutdown();
        }
    }
}
