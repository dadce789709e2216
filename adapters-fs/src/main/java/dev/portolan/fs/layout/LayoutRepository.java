package dev.portolan.fs.layout;

import dev.portolan.content.Content;
import dev.portolan.content.Streams;
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

    /** The layout in a directory, which need not be there yet. */
    public static LayoutRepository at(Path directory, LayoutOptions options) {
        return new LayoutRepository(directory, "oci-layout:" + directory, options);
    }

    @Override
    Optional<IndexJson> index() {
        try {
            return reader.current();
        } catch (IOException e) {
            throw Streams.failure("reading the layout", name(), e);
        }
    }

    @Override
    Optional<FileRegion> blob(Digest digest) {
        try {
            return files.find(digest);
        } catch (IOException e) {
            throw Streams.failure("looking for " + digest, name(), e);
        }
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
        requireChildren(manifest);
        prepare().blobs().write(descriptor, Content.of(manifest.bytes()));
        change(index -> {
            // Blobs are collected under the same lock: what is here now stays.
            requireChildren(manifest);
            IndexJson changed = as instanceof Tag tag ? index.with(tag, descriptor) : index.with(descriptor);
            return manifest instanceof ImageIndex list ? changed.withoutUnnamed(list.manifests()) : changed;
        });
    }

    @Override
    public Descriptor tag(TagOrDigest existing, Collection<Tag> tags) {
        Manifest manifest = manifest(existing).orElseThrow(() -> noManifest(existing));
        Descriptor descriptor = manifest.descriptor();
        change(index -> {
            if (blob(descriptor.digest()).isEmpty()) {
                throw noManifest(existing);
            }
            IndexJson changed = index;
            for (Tag tag : tags) {
                changed = changed.with(tag, descriptor);
            }
            return changed;
        });
        return descriptor.bare();
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
        change(index -> {
            if (resolve(manifest).isEmpty()) {
                throw noManifest(manifest);
            }
            return index.without(manifest);
        });
        remove(manifest);
    }

    @Override
    public void deleteBlob(Digest blob) {
        requireLayout();
        change(index -> {
            if (index.find(blob).isPresent()) {
                throw noBlob(blob);
            }
            return index;
        });
        remove(blob);
    }

    private void remove(Digest digest) {
        try {
            FileRegion file = files.find(digest).orElseThrow(() -> noBlob(digest));
            Files.deleteIfExists(file.file());
        } catch (IOException e) {
            throw Streams.failure("deleting " + digest, name(), e);
        }
    }

    @Override
    public GcReport gc(GcOptions gcOptions) {
        requireLayout();
        Ingest ingest = prepare().ingest();
        try {
            return ingest.underLock(() -> {
                GcRun run = new GcRun(this, files, gcOptions);
                IndexJson before = reader.now();
                IndexJson after = run.mark(before);
                if (after != before && !gcOptions.dryRun()) {
                    ingest.replace(files.index(), after.bytes());
                }
                return run.sweep(ingest);
            });
        } catch (IOException e) {
            throw Streams.failure("collecting garbage", name(), e);
        }
    }

    private void requireLayout() {
        if (index().isEmpty()) {
            throw nothingHere();
        }
    }

    /** Changes the index as it is at this moment, whoever changed it before. */
    private void change(UnaryOperator<IndexJson> change) {
        Ingest ingest = prepare().ingest();
        try {
            ingest.underLock(() -> {
                IndexJson before = reader.now();
                IndexJson after = change.apply(before);
                if (after != before) {
                    ingest.replace(files.index(), after.bytes());
                }
                return after;
            });
        } catch (IOException e) {
            throw Streams.failure("changing index.json", name(), e);
        }
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
            throw Streams.failure("preparing the layout", name(), e);
        }
    }

    /** Has nothing to do: all that was written is there. */
    @Override
    public void close() {}
}
