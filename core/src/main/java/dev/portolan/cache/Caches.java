package dev.portolan.cache;

import dev.portolan.content.Content;
import dev.portolan.error.ContentMismatchException;
import dev.portolan.error.InvalidManifestException;
import dev.portolan.error.StorageException;
import dev.portolan.internal.work.SingleFlight;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.Manifest;
import dev.portolan.model.Tag;
import dev.portolan.model.TagOrDigest;
import dev.portolan.port.ContentCache;
import dev.portolan.port.TagCache;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The caches of a transport, each of which may be missing. One that is full or broken costs speed and no more. */
final class Caches {
    private final @Nullable ContentCache contents;
    private final @Nullable TagCache tags;
    private final long largestBlob;
    private final SingleFlight<Wanted, Optional<Content>> blobFlights = new SingleFlight<>();
    private final SingleFlight<Wanted, Optional<Manifest>> manifestFlights = new SingleFlight<>();
    /** How often a tag was set or removed here. */
    private final AtomicLong settings = new AtomicLong();

    Caches(@Nullable ContentCache contents, @Nullable TagCache tags, long largestBlob) {
        this.contents = contents;
        this.tags = tags;
        this.largestBlob = largestBlob;
    }

    /** Content that several threads may request at once, by repository: another one may lack it. */
    private record Wanted(String repository, TagOrDigest reference) {}

    // ---- content

    /** A blob that is kept, or is now; empty when it is not to be kept or there is no room for it. */
    Optional<Content> blob(String repository, Descriptor blob, Supplier<Content> fetched) {
        ContentCache cache = contents;
        if (cache == null || blob.size() > largestBlob) {
            return Optional.empty();
        }
        Optional<Content> found = kept(cache, blob);
        return found.isPresent()
                ? found
                : blobFlights.get(
                        new Wanted(repository, blob.digest()),
                        () -> kept(cache, blob)
                                .or(() -> keep(cache, blob, fetched.get()) ? kept(cache, blob) : Optional.empty()));
    }

    /** Returns a blob that is kept. */
    Optional<Content> keptBlob(Descriptor blob) {
        return contents == null || blob.size() > largestBlob ? Optional.empty() : kept(contents, blob);
    }

    private static Optional<Content> kept(ContentCache cache, Descriptor blob) {
        try {
            return cache.get(blob);
        } catch (StorageException e) {
            log("looking for " + blob.digest(), e);
            return Optional.empty();
        }
    }

    private static Optional<Descriptor> stat(ContentCache cache, Digest digest) {
        try {
            return cache.stat(digest);
        } catch (StorageException e) {
            log("looking for " + digest, e);
            return Optional.empty();
        }
    }

    private static void remove(ContentCache cache, Descriptor damaged) {
        try {
            cache.remove(damaged);
        } catch (StorageException e) {
            log("forgetting " + damaged.digest(), e);
        }
    }

    /** A manifest that is kept, or is now. */
    Optional<Manifest> manifest(
            String repository, Digest digest, String mediaType, Supplier<Optional<Manifest>> fetch) {
        ContentCache cache = contents;
        if (cache == null) {
            return fetch.get();
        }
        Optional<Manifest> found = keptManifest(cache, digest, mediaType);
        return found.isPresent()
                ? found
                : manifestFlights.get(
                        new Wanted(repository, digest),
                        () -> keptManifest(cache, digest, mediaType).or(() -> keep(fetch.get())));
    }

    /** Stores a manifest that was just read or put. */
    Optional<Manifest> keep(Optional<Manifest> manifest) {
        ContentCache cache = contents;
        if (cache != null && manifest.isPresent()) {
            Descriptor descriptor = manifest.get().descriptor().bare();
            if (stat(cache, descriptor.digest()).isEmpty()) {
                keep(cache, descriptor, Content.of(manifest.get().bytes()));
            }
        }
        return manifest;
    }

    private static boolean keep(ContentCache cache, Descriptor descriptor, Content content) {
        try {
            cache.put(descriptor, content);
            return true;
        } catch (StorageException e) {
            log("keeping " + descriptor.digest(), e);
            return false;
        }
    }

    private static Optional<Manifest> keptManifest(ContentCache cache, Digest digest, String mediaType) {
        Optional<Descriptor> kept = stat(cache, digest).filter(found -> found.size() <= Manifest.LARGEST);
        if (kept.isEmpty()) {
            return Optional.empty();
        }
        Optional<Content> content = kept(cache, kept.get());
        if (content.isEmpty()) {
            return Optional.empty();
        }
        try (InputStream stream = content.get().open()) {
            byte[] bytes = stream.readNBytes(Manifest.LARGEST + 1);
            return Optional.of(Manifest.parse(bytes, mediaType, digest.algorithm()))
                    .filter(manifest -> manifest.digest().equals(digest));
        } catch (IOException | ContentMismatchException | InvalidManifestException | StorageException e) {
            log("reading " + digest, e);
            remove(cache, kept.get());
            return Optional.empty();
        }
    }

    /** Removes the content of a digest. */
    void forget(Digest digest) {
        ContentCache cache = contents;
        if (cache != null) {
            stat(cache, digest).ifPresent(kept -> remove(cache, kept));
        }
    }

    // ---- tags

    /** Returns the manifest of a tag: the remembered one, or that which is fetched now and remembered. */
    Optional<Manifest> manifest(String repository, Tag tag, ByDigest byDigest, Supplier<Optional<Manifest>> fetch) {
        TagCache cache = tags;
        if (cache == null) {
            return keep(fetch.get());
        }
        Optional<Manifest> found = remembered(cache, repository, tag, byDigest);
        return found.isPresent()
                ? found
                : manifestFlights.get(
                        new Wanted(repository, tag),
                        () -> remembered(cache, repository, tag, byDigest).or(() -> fetch(repository, tag, fetch)));
    }

    /** Fetches the manifest of a tag from the repository, and caches it. */
    Optional<Manifest> fetch(String repository, Tag tag, Supplier<Optional<Manifest>> fetch) {
        long before = settings.get();
        Optional<Manifest> fetched = keep(fetch.get());
        seen(repository, tag, fetched.map(Manifest::descriptor), before);
        return fetched;
    }

    /** Resolves a tag, and remembers the result. */
    Optional<Descriptor> resolve(String repository, Tag tag, Supplier<Optional<Descriptor>> resolve) {
        long before = settings.get();
        Optional<Descriptor> resolved = resolve.get();
        seen(repository, tag, resolved, before);
        return resolved;
    }

    /** How a manifest is read by its digest. */
    interface ByDigest {
        Optional<Manifest> read(Digest digest, String mediaType);
    }

    private Optional<Manifest> remembered(TagCache cache, String repository, Tag tag, ByDigest byDigest) {
        Optional<Descriptor> known;
        try {
            known = cache.get(repository, tag);
        } catch (StorageException e) {
            log("looking for " + tag, e);
            return Optional.empty();
        }
        Optional<Manifest> found = known.flatMap(manifest -> byDigest.read(manifest.digest(), manifest.mediaType())
                .filter(read -> read.mediaType().equals(manifest.mediaType())));
        if (known.isPresent() && found.isEmpty()) {
            note(repository, tag, Optional.empty()); // the manifest was deleted, or the entry is damaged
        }
        return found;
    }

    /** Caches a tag that was read, unless the tag was set here meanwhile: then the order is unknown. */
    private synchronized void seen(String repository, Tag tag, Optional<Descriptor> manifest, long before) {
        if (settings.get() == before) {
            note(repository, tag, manifest);
        }
    }

    /** Caches the new value of a tag; empty if it was removed or is unknown. */
    synchronized void set(String repository, Tag tag, Optional<Descriptor> manifest) {
        settings.incrementAndGet();
        note(repository, tag, manifest);
    }

    private void note(String repository, Tag tag, Optional<Descriptor> manifest) {
        TagCache cache = tags;
        if (cache == null) {
            return;
        }
        try {
            if (manifest.isPresent()) {
                cache.put(repository, tag, manifest.get().bare());
            } else {
                cache.remove(repository, tag);
            }
        } catch (StorageException e) {
            log("remembering " + tag, e);
        }
    }

    static void log(String what, Exception e) {
        System.getLogger(CachingTransport.class.getName())
                .log(System.Logger.Level.DEBUG, "{0} failed in a cache: {1}", what, e.getMessage());
    }
}
