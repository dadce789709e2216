package dev.portolan.cache;

import dev.portolan.content.BlobSink;
import dev.portolan.content.BoundedStream;
import dev.portolan.content.ByteRange;
import dev.portolan.content.Content;
import dev.portolan.content.Streams;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.Manifest;
import dev.portolan.model.Tag;
import dev.portolan.model.TagOrDigest;
import dev.portolan.port.Batches;
import dev.portolan.port.Capability;
import dev.portolan.port.Deletes;
import dev.portolan.port.ForwardingRepository;
import dev.portolan.port.Repository;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** A repository of a {@link CachingTransport}. */
final class CachingRepository extends ForwardingRepository implements Cached {
    private final Caches caches;
    /** Whether reading bypasses the caches. */
    private final boolean fresh;

    CachingRepository(Repository repository, Caches caches, boolean fresh) {
        super(repository);
        this.caches = caches;
        this.fresh = fresh;
    }

    @Override
    public Repository fresh() {
        return new CachingRepository(repository(), caches, true);
    }

    // ---- manifests and tags

    @Override
    public Optional<Descriptor> resolve(TagOrDigest reference) {
        return reference instanceof Tag tag
                ? caches.resolve(name(), tag, () -> super.resolve(tag))
                : super.resolve(reference);
    }

    @Override
    public Optional<Manifest> manifest(TagOrDigest reference) {
        if (reference instanceof Tag tag) {
            return fresh
                    ? caches.fetch(name(), tag, () -> super.manifest(tag))
                    : caches.manifest(name(), tag, this::manifest, () -> super.manifest(tag));
        }
        return fresh ? super.manifest(reference).map(caches::keep) : manifest((Digest) reference, "");
    }

    private Optional<Manifest> manifest(Digest digest, String mediaType) {
        return caches.manifest(name(), digest, mediaType, () -> super.manifest(digest));
    }

    @Override
    public void put(TagOrDigest as, Manifest manifest) {
        List<Tag> tags = as instanceof Tag tag ? List.of(tag) : List.of();
        setting(tags, () -> {
            super.put(as, manifest);
            return manifest.descriptor();
        });
        caches.keep(manifest);
    }

    @Override
    public Descriptor tag(TagOrDigest existing, Collection<Tag> tags) {
        return setting(tags, () -> super.tag(existing, tags));
    }

    /**
     * Caches the new values of tags. After a failure they are unknown, because only the response may have been lost.
     */
    private Descriptor setting(Collection<Tag> tags, Supplier<Descriptor> work) {
        Optional<Descriptor> manifest = Optional.empty();
        try {
            Descriptor set = work.get();
            manifest = Optional.of(set);
            return set;
        } finally {
            for (Tag tag : tags) {
                caches.set(name(), tag, manifest);
            }
        }
    }

    // ---- blobs

    @Override
    public InputStream open(Descriptor blob) {
        return cached(blob).orElseGet(() -> super.open(blob));
    }

    @Override
    public InputStream open(Descriptor blob, ByteRange range) {
        return cached(blob, range).orElseGet(() -> super.open(blob, range));
    }

    @Override
    public void read(Descriptor blob, BlobSink sink) throws IOException {
        if (!isTransferred(cached(blob), sink)) {
            super.read(blob, sink);
        }
    }

    @Override
    public void read(Descriptor blob, ByteRange range, BlobSink sink) throws IOException {
        if (!isTransferred(cached(blob, range), sink)) {
            super.read(blob, range, sink);
        }
    }

    private static boolean isTransferred(Optional<InputStream> cached, BlobSink sink) throws IOException {
        if (cached.isEmpty()) {
            return false;
        }
        try (InputStream stream = cached.get()) {
            Streams.transfer(stream, sink);
        }
        return true;
    }

    /** Opens a blob in the cache, which fetches it first; empty when the cache is not to keep it. */
    private Optional<InputStream> cached(Descriptor blob) {
        return fresh
                ? Optional.empty()
                : opened(caches.blob(name(), blob, () -> repository().content(blob)), Content::open);
    }

    /** Opens a part of a blob that the cache has. */
    private Optional<InputStream> cached(Descriptor blob, ByteRange range) {
        return fresh
                ? Optional.empty()
                : opened(
                        caches.keptBlob(blob),
                        content -> new BoundedStream(content.openAt(range.offset()), range.length()));
    }

    private interface Opening {
        InputStream of(Content content) throws IOException;
    }

    /** Opens cached content; empty when there is none, for example because it was evicted since it was found. */
    private Optional<InputStream> opened(Optional<Content> cached, Opening opening) {
        try {
            return cached.isEmpty() ? Optional.empty() : Optional.of(opening.of(cached.get()));
        } catch (IOException e) {
            Caches.log("opening content for " + name(), e);
            return Optional.empty();
        }
    }

    // ---- capabilities

    @Override
    public <C extends Capability> Optional<C> capability(Class<C> type) {
        if (type == Cached.class) {
            return Optional.of(type.cast(this));
        }
        if (type == Batches.class) {
            return Optional.empty(); // a batch would write past the caches
        }
        return super.capability(type)
                .map(capability ->
                        type == Deletes.class ? type.cast(new NotedDeletes((Deletes) capability)) : capability);
    }

    /**
     * Deletes, and removes from the caches. Cached tags of a deleted manifest resolve to nothing, because its content
     * is removed.
     */
    private final class NotedDeletes implements Deletes {
        private final Deletes deletes;

        NotedDeletes(Deletes deletes) {
            this.deletes = deletes;
        }

        @Override
        public void untag(Tag tag) {
            try {
                deletes.untag(tag);
            } finally {
                caches.set(name(), tag, Optional.empty());
            }
        }

        @Override
        public void deleteManifest(Digest manifest) {
            deletes.deleteManifest(manifest);
            caches.forget(manifest);
        }

        @Override
        public void deleteBlob(Digest blob) {
            deletes.deleteBlob(blob);
            caches.forget(blob);
        }
    }
}
