package dev.portolan.archive;

import dev.portolan.OciClient;
import dev.portolan.archive.cache.CacheStatistics;
import dev.portolan.archive.pack.PackedArchive;
import dev.portolan.copy.CopyOptions;
import dev.portolan.copy.CopyResult;
import dev.portolan.error.InvalidReferenceException;
import dev.portolan.error.Problem;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.Reference;
import dev.portolan.model.Tag;
import dev.portolan.model.TagOrDigest;
import dev.portolan.port.Repository;
import dev.portolan.port.Source;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Pushes, pulls and looks at file archives: directories that lie in a registry, a layout, a tar or memory, and are read
 * lazily. Pulling an archive transfers its manifest and its index; a file's bytes are transferred when it is read.
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
 * <p>Credentials, plain HTTP and all else about how a place is reached belong to the client or transports that open it.
 * Errors are those of {@link dev.portolan.error.OciException}'s family; a caller can tell apart
 * {@link dev.portolan.error.NotFoundException}, {@link InvalidReferenceException},
 * {@link dev.portolan.error.InvalidManifestException} and its kinds {@link MissingIndexException} and
 * {@link MissingDataException}, {@link dev.portolan.error.ContentMismatchException} and
 * {@link dev.portolan.error.LimitExceededException}, which names the limit.
 *
 * <p>Thread-safe, and cheap to share. Close it after the archives that it pulled.
 */
public final class FileArchives implements AutoCloseable {
    private final Function<Reference, Repository> open;
    private final ArchiveCaches caches;
    private final @Nullable ExecutorService ownExecutor;
    private final ArchivePull pull;
    private final ArchivePush push;

    FileArchives(FileArchivesBuilder builder) {
        open = builder.open;
        caches = new ArchiveCaches(builder.contents, builder.blocks);
        ownExecutor = builder.executor == null ? ArchiveThreads.start() : null;
        Executor executor = builder.executor == null ? Objects.requireNonNull(ownExecutor) : builder.executor;
        pull = new ArchivePull(builder, caches, executor);
        CopyOptions copying = CopyOptions.builder().listener(builder.listener).build();
        push = new ArchivePush(copying, executor, builder.clock);
    }

    /** Archives at the places that a client opens, with the defaults: no caches. The client is not closed by this. */
    public static FileArchives of(OciClient client) {
        return builder(client::open).build();
    }

    /** Starts from what opens places, such as {@code client::open} or {@code transport::open}. */
    public static FileArchivesBuilder builder(Function<Reference, Repository> open) {
        return new FileArchivesBuilder(open);
    }

    // ---- push

    /**
     * Pushes an archive under the tag of a place: first its content, as far as it is not there, then the manifest, then
     * the tags. When a tag cannot be set, the message says which were.
     *
     * @param to with a tag; {@code latest} where none is named
     * @return what was done; its root is the manifest
     * @throws InvalidReferenceException when the place names a digest and no tag
     */
    public CopyResult push(Reference to, PackedArchive archive, PushOptions options) {
        if (to.tag().isEmpty() && to.digest().isPresent()) {
            throw new InvalidReferenceException(Problem.of("cannot push to " + to)
                    .because("a digest cannot be chosen")
                    .advice("name a tag"));
        }
        try (Repository repository = open.apply(to)) {
            return push(repository, to.tag().orElse(Tag.LATEST), archive, options);
        }
    }

    /** Pushes an archive under the tag of a place. */
    public CopyResult push(Reference to, PackedArchive archive) {
        return push(to, archive, PushOptions.defaults());
    }

    /** Pushes an archive under the tag of a place. */
    public CopyResult push(String to, PackedArchive archive, PushOptions options) {
        return push(Reference.parse(to), archive, options);
    }

    /** Pushes an archive under the tag of a place. */
    public CopyResult push(String to, PackedArchive archive) {
        return push(Reference.parse(to), archive);
    }

    /** Pushes an archive to a repository, which is not closed, under a tag. */
    public CopyResult push(Repository to, Tag tag, PackedArchive archive, PushOptions options) {
        return push.push(to, tag, archive, options);
    }

    // ---- pull

    /**
     * Pulls an archive: its manifest and its index. Files are transferred when they are read. The caller closes it.
     *
     * @throws dev.portolan.error.NotFoundException when there is none
     * @throws dev.portolan.error.InvalidManifestException when what is there is no file archive
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
     * Opens an archive that was packed.
     *
     * @throws dev.portolan.error.StorageException when its files cannot be read
     */
    public FileArchive open(PackedArchive archive) {
        return openFiles(archive.indexFile(), archive.dataFile());
    }

    /**
     * Opens an archive that lies in two files, such as {@link FileArchive#save} writes.
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
     * @throws dev.portolan.error.InvalidManifestException when what is there is no file archive
     */
    public ArchiveManifest fetch(Reference from, CacheUse use) {
        try (Repository repository = open.apply(from)) {
            return fetch(repository, name(from), use);
        }
    }

    /** Fetches the manifest of an archive, from the cache where it is there. */
    public ArchiveManifest fetch(Reference from) {
        return fetch(from, CacheUse.CACHED);
    }

    /** Fetches the manifest of an archive, and neither its index nor its data. */
    public ArchiveManifest fetch(String from, CacheUse use) {
        return fetch(Reference.parse(from), use);
    }

    /** Fetches the manifest of an archive, from the cache where it is there. */
    public ArchiveManifest fetch(String from) {
        return fetch(Reference.parse(from));
    }

    /** Fetches the manifest of an archive from a source, which is not closed. */
    public ArchiveManifest fetch(Source from, TagOrDigest reference, CacheUse use) {
        return ArchiveFetch.manifest(ArchiveFetch.of(from, use), reference);
    }

    /**
     * Gives an archive that is there a tag, or moves the tag to it.
     *
     * @param as the place with the tag
     * @param archive the digest of a manifest in the same repository
     * @return the manifest's descriptor
     * @throws dev.portolan.error.NotFoundException when there is no such manifest
     */
    public Descriptor tag(Reference as, Digest archive) {
        try (Repository repository = open.apply(as)) {
            return tag(repository, as.tag().orElse(Tag.LATEST), archive);
        }
    }

    /** Gives an archive that is there a tag, or moves the tag to it. */
    public Descriptor tag(String as, Digest archive) {
        return tag(Reference.parse(as), archive);
    }

    /** Gives an archive that is in a repository, which is not closed, a tag. */
    public Descriptor tag(Repository repository, Tag tag, Digest archive) {
        return repository.tag(archive, List.of(tag));
    }

    /** What is in an archive; transfers its manifest and its index. Fails as {@link #pull} does. */
    public ArchiveSummary inspect(Reference reference) {
        try (Repository repository = open.apply(reference)) {
            return inspect(repository, name(reference));
        }
    }

    /** What is in an archive; transfers its manifest and its index. */
    public ArchiveSummary inspect(String reference) {
        return inspect(Reference.parse(reference));
    }

    /** What is in an archive of a source, which is not closed. */
    public ArchiveSummary inspect(Source source, TagOrDigest reference) {
        try (FileArchive archive = pull(source, reference, PullOptions.defaults())) {
            return archive.summary(archive.manifest().orElseThrow());
        }
    }

    private static TagOrDigest name(Reference reference) {
        return reference.tagOrDigest().orElse(Tag.LATEST);
    }

    /** How often the caches have helped so far. */
    public CacheStatistics statistics() {
        return caches.statistics();
    }

    /** Ends this client's own threads; caches, and what opens places, are left as they are. */
    @Override
    public void close() {
        if (ownExecutor != null) {
            ownExecutor.shutdown();
        }
    }
}
