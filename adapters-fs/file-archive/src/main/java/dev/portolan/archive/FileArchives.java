package dev.portolan.archive;

import dev.portolan.OciClient;
import dev.portolan.archive.cache.BlockCache;
import dev.portolan.archive.cache.CacheStatistics;
import dev.portolan.archive.index.ArchiveIndex;
import dev.portolan.archive.pack.PackedArchive;
import dev.portolan.content.Streams;
import dev.portolan.copy.CopyOptions;
import dev.portolan.copy.CopyResult;
import dev.portolan.error.InvalidReferenceException;
import dev.portolan.error.Problem;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.Manifest;
import dev.portolan.model.Reference;
import dev.portolan.model.Tag;
import dev.portolan.model.TagOrDigest;
import dev.portolan.port.ContentCache;
import dev.portolan.port.Repository;
import dev.portolan.port.Source;
import dev.portolan.port.TagCache;
import dev.portolan.port.TransferListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
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
    private final ArchiveLimits limits;
    private final Decoders decoders;
    private final ReadOptions reading;
    private final TransferListener listener;
    private final Executor executor;
    private final @Nullable ExecutorService ownExecutor;
    private final ArchiveFetch fetch;
    private final ArchivePush push;
    private final SingleFlight<FileContents.Flight, byte[]> contentFlights = new SingleFlight<>();

    private FileArchives(Builder builder) {
        open = builder.open;
        caches = new ArchiveCaches(builder.tags, builder.manifests, builder.indexes, builder.contents, builder.blocks);
        limits = builder.limits;
        decoders = new Decoders(limits);
        reading = builder.reading;
        listener = builder.listener;
        ownExecutor = builder.executor == null ? ArchiveThreads.start() : null;
        executor = builder.executor == null ? Objects.requireNonNull(ownExecutor) : builder.executor;
        fetch = new ArchiveFetch(caches, listener);
        CopyOptions copying = CopyOptions.builder().listener(listener).build();
        push = new ArchivePush(caches, copying, executor, builder.clock);
    }

    /** Archives at the places that a client opens, with the defaults: no caches. The client is not closed by this. */
    public static FileArchives of(OciClient client) {
        return builder(client::open).build();
    }

    /** Starts from what opens places, such as {@code client::open} or {@code transport::open}. */
    public static Builder builder(Function<Reference, Repository> open) {
        return new Builder(open);
    }

    /** Returns in short how archives are read, for a log. */
    @Override
    public String toString() {
        return "file archives, " + (ownExecutor == null ? "on the application's threads" : "on threads of their own");
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
            return pull(repository, name(from), options, repository::close);
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
        return pull(from, reference, options, () -> {});
    }

    private FileArchive pull(Source source, TagOrDigest reference, PullOptions options, Runnable onClose) {
        ArchiveLimits bounds = options.limits().orElse(limits);
        ArchiveManifest manifest = fetch(source, reference, options.cacheUse());
        bounds.checkIndexSize(manifest.index().size(), source.name());
        byte[] bytes = fetch.index(source, manifest.index(), options.cacheUse());
        ArchiveIndex index = ArchiveIndex.open(bytes, manifest.data(), bounds.maxFiles(), source.name());
        ArchiveData data = new RepositoryData(source, manifest.data(), listener, onClose);
        return archive(manifest, index, data, bounds, options.reading().orElse(reading));
    }

    private FileArchive archive(
            @Nullable ArchiveManifest manifest,
            ArchiveIndex index,
            ArchiveData data,
            ArchiveLimits bounds,
            ReadOptions how) {
        Decoders decoding = bounds == limits ? decoders : new Decoders(bounds);
        ArchiveData blocks = caches.blocks()
                .<ArchiveData>map(cache -> new BlockData(data, cache))
                .orElse(data);
        FileContents contents = new FileContents(blocks, decoding, caches.contents(), contentFlights);
        return new FileArchive(manifest, index, blocks, decoding, contents, how, executor);
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
        try {
            limits.checkIndexSize(Files.size(indexFile), indexFile.toString());
            LocalFiles files = LocalFiles.read(indexFile, dataFile);
            ArchiveIndex index =
                    ArchiveIndex.open(files.index(), files.data(), limits.maxFiles(), indexFile.toString());
            return archive(null, index, new FileData(dataFile, files.data()), limits, reading);
        } catch (IOException e) {
            throw Streams.failure("opening the file archive", indexFile.toString(), e);
        }
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
        return ArchiveManifest.of(fetch.manifest(from, reference, use), from.name());
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
        caches.forget(repository.name(), tag);
        Manifest manifest = fetch.manifest(repository, archive, CacheUse.CACHED);
        repository.put(tag, manifest);
        caches.remember(repository.name(), tag, manifest.descriptor());
        return manifest.descriptor();
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

    /** Collects options. */
    public static final class Builder {
        private final Function<Reference, Repository> open;
        private @Nullable TagCache tags;
        private @Nullable ContentCache manifests;
        private @Nullable ContentCache indexes;
        private @Nullable ContentCache contents;
        private @Nullable BlockCache blocks;
        private ArchiveLimits limits = ArchiveLimits.defaults();
        private ReadOptions reading = ReadOptions.defaults();
        private TransferListener listener = TransferListener.NONE;
        private @Nullable Executor executor;
        private Clock clock = Clock.systemUTC();

        private Builder(Function<Reference, Repository> open) {
            this.open = Objects.requireNonNull(open);
        }

        /** Remembers what tags name, as long as the cache does; push and tag bring it up to date. */
        public Builder tagCache(TagCache cache) {
            tags = Objects.requireNonNull(cache);
            return this;
        }

        /** Keeps manifests. */
        public Builder manifestCache(ContentCache cache) {
            manifests = Objects.requireNonNull(cache);
            return this;
        }

        /** Keeps indexes. */
        public Builder indexCache(ContentCache cache) {
            indexes = Objects.requireNonNull(cache);
            return this;
        }

        /** Keeps files by their hash, for all archives together. */
        public Builder contentCache(ContentCache cache) {
            contents = Objects.requireNonNull(cache);
            return this;
        }

        /** Keeps blocks of data, for many small reads that lie near each other. */
        public Builder blockCache(BlockCache cache) {
            blocks = Objects.requireNonNull(cache);
            return this;
        }

        /** What an archive may cost; {@link ArchiveLimits#defaults} unless said. */
        public Builder limits(ArchiveLimits bounds) {
            limits = Objects.requireNonNull(bounds);
            return this;
        }

        /** How many files are read at once; {@link ReadOptions#defaults} unless said. */
        public Builder reading(ReadOptions how) {
            reading = Objects.requireNonNull(how);
            return this;
        }

        /** Hears what moves. */
        public Builder listener(TransferListener newListener) {
            listener = Objects.requireNonNull(newListener);
            return this;
        }

        /** The threads for what goes on at a time; daemon threads of its own unless said. Not closed by the client. */
        public Builder executor(Executor threads) {
            executor = Objects.requireNonNull(threads);
            return this;
        }

        /** The clock that the time of creation comes from. */
        public Builder clock(Clock newClock) {
            clock = Objects.requireNonNull(newClock);
            return this;
        }

        /** Makes the client. */
        public FileArchives build() {
            return new FileArchives(this);
        }
    }
}
