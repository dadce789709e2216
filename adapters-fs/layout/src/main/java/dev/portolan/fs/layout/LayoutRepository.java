package dev.portolan.fs.layout;

import dev.portolan.content.Content;
import dev.portolan.fs.files.FileFailure;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.ImageIndex;
import dev.portolan.model.Manifest;
import dev.portolan.model.Tag;
import dev.portolan.model.TagOrDigest;
import dev.portolan.port.Deletes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * An OCI image layout in a directory (image-spec, image-layout.md), read and written by any number of threads and
 * processes at a time. A blob appears under its name whole and verified or not at all; {@code index.json} changes
 * under a lock, by a rename. So a process can be killed at any moment: what it leaves is a valid layout, and perhaps
 * unfinished files in {@code ingest/}, which are used when the same content is written again, or else collected.
 */
public final class LayoutRepository extends StoredRepository implements Deletes, GarbageCollection {
    private final LayoutFiles files;
    private final LayoutOptions options;
    private volatile @Nullable Writing writing;
    private final IndexReader reader;

    /** What only writers need. */
    private record Writing(Ingest ingest, BlobWriter blobs) {}

    private LayoutRepository(Path directory, String name, LayoutOptions options) {
        super(name);
        this.files = new LayoutFiles(directory, name);
        this.reader = new IndexReader(files, name, options);
        this.options = options;
    }

    /** The layout in a directory, which need not be there yet, with the usual options. */
    public static LayoutRepository at(Path directory) {
        return at(directory, LayoutOptions.defaults());
    }

    /** The layout in a directory, which need not be there yet. */
    public static LayoutRepository at(Path directory, LayoutOptions options) {
        return new LayoutRepository(directory, "oci-layout:" + directory, options);
    }

    @Override
    Optional<IndexJson> index() {
        try {
            return reader.current();
        } catch (IOException e) {
            throw FileFailure.of("reading the layout", name(), e);
        }
    }

    @Override
    Optional<FileRegion> blob(Digest digest) {
        try {
            return files.find(digest);
        } catch (IOException e) {
            throw FileFailure.of("looking for " + digest, name(), e);
        }
    }

    @Override
    boolean mayBeMissing(Descriptor blob) {
        return options.sparse() || super.mayBeMissing(blob);
    }

    @Override
    public void write(Descriptor blob, Content content) {
        prepare().blobs().write(blob, content);
    }

    @Override
    public Descriptor write(String mediaType, Content content) {
        return prepare().blobs().write(mediaType, content);
    }

    @Override
    public void put(TagOrDigest as, Manifest manifest) {
        requireDigest(as, manifest);
        Descriptor descriptor = manifest.descriptor();
        change(index -> {
            // Blobs are collected under the same lock: what the index leads to, and what is here now, stays.
            boolean intact = prepare().blobs().has(descriptor, manifest.bytes());
            if (!intact || index.find(descriptor.digest()).isEmpty()) {
                requireChildren(manifest);
            }
            if (!intact) {
                prepare().blobs().replace(descriptor.digest(), manifest.bytes());
            }
            IndexJson changed = as instanceof Tag tag ? index.with(tag, descriptor) : index.with(descriptor);
            return manifest instanceof ImageIndex list ? changed.withoutUnnamed(list.manifests()) : changed;
        });
    }

    @Override
    public Descriptor tag(TagOrDigest existing, Collection<Tag> tags) {
        Descriptor manifest =
                manifest(existing).orElseThrow(() -> noManifest(existing)).descriptor();
        change(index -> {
            if (blob(manifest.digest()).isEmpty()) {
                throw noManifest(existing);
            }
            IndexJson changed = index;
            for (Tag tag : tags) {
                changed = changed.with(tag, manifest);
            }
            return changed;
        });
        return manifest.bare();
    }

    @Override
    public void untag(Tag tag) {
        requireLayout();
        change(index -> {
            index.find(tag).orElseThrow(() -> noManifest(tag));
            return index.without(tag);
        });
    }

    @Override
    public void deleteManifest(Digest manifest) {
        requireLayout();
        underLock("deleting " + manifest, ingest -> {
            if (resolve(manifest).isEmpty()) {
                throw noManifest(manifest);
            }
            IndexJson index = reader.now();
            replaceIndex(ingest, index, index.without(manifest));
            return Files.deleteIfExists(files.blob(manifest));
        });
    }

    @Override
    public void deleteBlob(Digest blob) {
        requireLayout();
        underLock("deleting " + blob, ingest -> {
            FileRegion file = blob(blob).orElseThrow(() -> noBlob(blob));
            if (reader.now().find(blob).isPresent()) {
                throw noBlob(blob);
            }
            return Files.deleteIfExists(file.file());
        });
    }

    @Override
    public GcReport gc(GcOptions gcOptions) {
        requireLayout();
        return underLock("collecting garbage", ingest -> {
            GcRun run = new GcRun(this, files, gcOptions);
            IndexJson before = reader.now();
            IndexJson after = run.mark(before);
            if (!gcOptions.dryRun()) {
                replaceIndex(ingest, before, after);
            }
            return run.sweep(ingest);
        });
    }

    private void requireLayout() {
        if (index().isEmpty()) {
            throw nothingHere();
        }
    }

    /** Changes the index as it is at this moment, whoever changed it before. */
    private void change(UnaryOperator<IndexJson> change) {
        underLock("changing index.json", ingest -> {
            IndexJson before = reader.now();
            return replaceIndex(ingest, before, change.apply(before));
        });
    }

    private interface LockedWork<T> {
        T run(Ingest ingest) throws IOException;
    }

    private <T> T underLock(String what, LockedWork<T> work) {
        Ingest ingest = prepare().ingest();
        try {
            return ingest.underLock(() -> work.run(ingest));
        } catch (IOException e) {
            throw FileFailure.of(what, name(), e);
        }
    }

    private IndexJson replaceIndex(Ingest ingest, IndexJson before, IndexJson after) throws IOException {
        if (after != before) {
            ingest.replace(files.index(), after.bytes());
        }
        return after;
    }

    private Writing prepare() {
        Writing ready = writing;
        return ready == null ? makeLayout() : ready;
    }

    private Writing makeLayout() {
        try {
            Files.createDirectories(files.root());
            files.makeDirectory(files.ingest());
            Ingest ingest = new Ingest(files.ingest().toRealPath(), name());
            if (!files.complete()) {
                ingest.underLock(() -> {
                    files.initialize(ingest);
                    return ingest;
                });
            }
            Writing ready = new Writing(ingest, new BlobWriter(files, ingest, name(), options));
            writing = ready;
            return ready;
        } catch (IOException e) {
            throw FileFailure.of("preparing the layout", name(), e);
        }
    }

    /** Has nothing to do: all that was written is there. */
    @Override
    public void close() {}
}
