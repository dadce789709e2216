package dev.portolan.fs.layout;

import dev.portolan.content.Content;
import dev.portolan.error.InvalidManifestException;
import dev.portolan.error.Problem;
import dev.portolan.fs.files.FileFailure;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.Manifest;
import dev.portolan.model.Tag;
import dev.portolan.model.TagOrDigest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An OCI image layout in a directory (image-spec, image-layout.md), which any number of threads and processes can read
 * and write at the same time. A blob appears complete and verified or not at all; {@code index.json} is changed under a
 * lock, by a rename. A process can be killed at any moment: it leaves a valid layout, and possibly unfinished files in
 * {@code ingest/}, which the next write of the same content resumes, or garbage collection removes.
 *
 * @since 0.1.0
 */
public final class LayoutRepository extends StoredRepository implements GarbageCollection {
    private final LayoutFiles files;
    private final LayoutOptions options;
    private final IndexReader reader;
    private volatile @Nullable BlobWriter writer;

    private LayoutRepository(Path directory, String name, LayoutOptions options) {
        super(name, new EntryNames(name));
        this.files = new LayoutFiles(directory, name);
        this.reader = new IndexReader(files, name, options);
        this.options = options;
    }

    /** Returns the layout in a directory, which need not exist yet, with the default options. */
    public static LayoutRepository at(Path directory) {
        return at(directory, LayoutOptions.defaults());
    }

    /** Returns the layout in a directory, which need not exist yet. */
    public static LayoutRepository at(Path directory, LayoutOptions options) {
        return new LayoutRepository(directory, "oci-layout:" + directory, options);
    }

    @Override
    Optional<IndexJson> index() {
        return FileFailure.typed("reading the layout", name(), reader::current);
    }

    @Override
    Optional<FileRegion> blob(Digest digest) {
        return FileFailure.typed("looking for " + digest, name(), () -> files.find(digest));
    }

    @Override
    boolean mayBeMissing(Descriptor blob) {
        return options.sparse() || super.mayBeMissing(blob);
    }

    @Override
    public void write(Descriptor blob, Content content) {
        writer().write(blob, content);
    }

    @Override
    public void replace(Descriptor blob, Content content) {
        writer().replace(blob, content);
    }

    @Override
    public Descriptor write(String mediaType, Content content) {
        return writer().write(mediaType, content);
    }

    @Override
    public void put(TagOrDigest as, Manifest manifest) {
        requireDigest(as, manifest);
        change(index -> {
            // Garbage collection takes the same lock, so everything that exists now stays.
            store(manifest);
            addTo(index, as, manifest.descriptor(), listedElsewhere(manifest));
        });
    }

    @Override
    void store(Manifest manifest) {
        requireChildren(manifest);
        if (!writer().has(manifest.digest(), manifest.bytes())) {
            writer().replace(manifest.descriptor(), Content.of(manifest.bytes()));
        }
    }

    /**
     * Refuses a manifest that garbage collection has removed since it was written. While it exists and is young, it protects
     * its children from garbage collection.
     */
    @Override
    void addTo(IndexJson index, TagOrDigest as, Descriptor manifest, List<Descriptor> children) {
        if (blob(manifest.digest()).isEmpty()) {
            throw new InvalidManifestException(Problem.of("manifest " + manifest.digest() + " was refused")
                    .at(name())
                    .because("garbage collection removed it before the copy was complete")
                    .advice("copy again; use a longer grace period for garbage collection")
                    .retryable(true));
        }
        super.addTo(index, as, manifest, children);
    }

    @Override
    public Descriptor tag(TagOrDigest existing, Collection<Tag> tags) {
        Descriptor manifest =
                manifest(existing).orElseThrow(() -> noManifest(existing)).descriptor();
        change(index -> {
            if (blob(manifest.digest()).isEmpty()) {
                throw noManifest(existing);
            }
            tags.forEach(tag -> names().put(index, tag, manifest));
        });
        return manifest.bare();
    }

    @Override
    public GcReport gc(GcOptions gcOptions) {
        requireIndex();
        if (gcOptions.dryRun() && !Files.isWritable(files.root())) {
            // no lock is needed, and none can be created
            return FileFailure.typed("collecting garbage", name(), () -> gc(gcOptions, null));
        }
        return underLock("collecting garbage", () -> gc(gcOptions, writer().ingest()));
    }

    private GcReport gc(GcOptions gcOptions, @Nullable Ingest ingest) throws IOException {
        GcRun run = new GcRun(this, files, gcOptions);
        IndexJson index = run.mark(reader.now());
        if (!gcOptions.dryRun()) {
            replaceIndex(index);
        }
        run.find();
        return run.remove(ingest);
    }

    @Override
    void change(Consumer<IndexJson> step) {
        underLock("changing index.json", () -> apply(step));
    }

    @Override
    void delete(Digest blob, Consumer<IndexJson> step) {
        underLock("deleting " + blob, () -> {
            apply(step);
            return Files.deleteIfExists(files.blob(blob));
        });
    }

    private IndexJson apply(Consumer<IndexJson> step) throws IOException {
        IndexJson index = reader.now();
        step.accept(index);
        return replaceIndex(index);
    }

    private <T> T underLock(String what, FileFailure.Work<T> work) {
        Ingest ingest = writer().ingest();
        return FileFailure.typed(what, name(), () -> ingest.underLock(work));
    }

    private IndexJson replaceIndex(IndexJson index) throws IOException {
        if (index.changed()) {
            writer().ingest().replace(files.index(), index.bytes());
        }
        return index;
    }

    /** Returns the writer of blobs; the first call creates the layout. */
    private BlobWriter writer() {
        BlobWriter ready = writer;
        if (ready == null) {
            ready = FileFailure.typed("preparing the layout", name(), this::makeLayout);
            writer = ready;
        }
        return ready;
    }

    private BlobWriter makeLayout() throws IOException {
        Files.createDirectories(files.root());
        files.makeDirectory(files.ingest());
        Ingest ingest = new Ingest(files.ingest().toRealPath(), name());
        if (!files.complete()) {
            ingest.underLock(() -> {
                files.initialize(ingest);
                return ingest;
            });
        }
        return new BlobWriter(files, ingest, name(), options);
    }

    /** Does nothing: every write is complete when it returns. */
    @Override
    public void close() {}
}
