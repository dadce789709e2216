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

/** The caches of a transport. A full or broken cache only costs speed. */
final class Caches {
    private final ContentCache contents;
    private final TagCache tags;
    private final long maxBlobSize;
    private final SingleFlight<Wanted, Optional<Content>> blobFlights = new SingleFlight<>();
    private final SingleFlight<Wanted, Optional<Manifest>> manifestFlights = new SingleFlight<>();
    /** How often a tag was set or removed here. */
    private final AtomicLong settings = new AtomicLong();

    Caches(ContentCache contents, TagCache tags, long maxBlobSize) {
        this.contents = contents;
        this.tags = tags;
        this.maxBlobSize = maxBlobSize;
    }

    /** Content that several threads may request at once, by repository, because another repository may lack it. */
    private record Wanted(String repository, TagOrDigest reference) {}

    // ---- content

    /**
     * Returns a cached blob, fetching it first if necessary; empty if it must not be cached or there is no room for it.
     */
    Optional<Content> blob(String repository, Descriptor blob, Supplier<Content> fetched) {
        if (blob.size() > maxBlobSize) {
            return Optional.empty();
        }
        return kept(blob)
                .or(() -> blobFlights.get(
                        new Wanted(repository, blob.digest()),
                        () -> kept(blob).or(() -> keep(blob, fetched.get()) ? kept(blob) : Optional.empty())));
    }

    Optional<Content> keptBlob(Descriptor blob) {
        return blob.size() > maxBlobSize ? Optional.empty() : kept(blob);
    }

    private Optional<Content> kept(Descriptor blob) {
        return ask("looking for " + blob.digest(), () -> contents.get(blob));
    }

    private Optional<Descriptor> stat(Digest digest) {
        return ask("looking for " + digest, () -> contents.stat(digest));
    }

    private void remove(Descriptor damaged) {
        attempt("forgetting " + damaged.digest(), () -> contents.remove(damaged));
    }

    private boolean keep(Descriptor descriptor, Content content) {
        return attempt("keeping " + descriptor.digest(), () -> contents.put(descriptor, content));
    }

    /** Returns a cached manifest, fetching it first if necessary. */
    Optional<Manifest> manifest(
            String repository, Digest digest, String mediaType, Supplier<Optional<Manifest>> fetch) {
        return keptManifest(digest, mediaType)
                .or(() -> manifestFlights.get(
                        new Wanted(repository, digest),
                        () -> keptManifest(digest, mediaType)
                                .or(() -> fetch.get().map(this::keep))));
    }

    /** Caches a manifest that was just read or written. */
    Manifest keep(Manifest manifest) {
        if (stat(manifest.digest()).isEmpty()) {
            keep(manifest.descriptor().bare(), Content.of(manifest.bytes()));
        }
        return manifest;
    }

    private Optional<Manifest> keptManifest(Digest digest, String mediaType) {
        Optional<Descriptor> kept = stat(digest).filter(found -> found.size() <= Manifest.LARGEST);
        return kept.flatMap(this::kept).flatMap(content -> {
            try (InputStream stream = content.open()) {
                byte[] bytes = stream.readNBytes(Manifest.LARGEST + 1);
                return Optional.of(Manifest.parse(bytes, mediaType, digest.algorithm()))
                        .filter(manifest -> manifest.digest().equals(digest));
            } catch (IOException | ContentMismatchException | InvalidManifestException | StorageException e) {
                log("reading " + digest, e);
                remove(kept.get());
                return Optional.empty();
            }
        });
    }

    void forget(Digest digest) {
        stat(digest).ifPresent(this::remove);
    }

    // ---- tags

    /** Returns the manifest of a tag: the cached one, or else it is fetched and cached. */
    Optional<Manifest> manifest(String repository, Tag tag, ByDigest byDigest, Supplier<Optional<Manifest>> fetch) {
        return remembered(repository, tag, byDigest)
                .or(() -> manifestFlights.get(
                        new Wanted(repository, tag),
                        () -> remembered(repository, tag, byDigest).or(() -> fetch(repository, tag, fetch))));
    }

    /** Fetches the manifest of a tag from the repository, and caches it. */
    Optional<Manifest> fetch(String repository, Tag tag, Supplier<Optional<Manifest>> fetch) {
        long before = settings.get();
        Optional<Manifest> fetched = fetch.get().map(this::keep);
        seen(repository, tag, fetched.map(Manifest::descriptor), before);
        return fetched;
    }

    /** Resolves a tag, and caches the result. */
    Optional<Descriptor> resolve(String repository, Tag tag, Supplier<Optional<Descriptor>> resolve) {
        long before = settings.get();
        Optional<Descriptor> resolved = resolve.get();
        seen(repository, tag, resolved, before);
        return resolved;
    }

    interface ByDigest {
        Optional<Manifest> read(Digest digest, String mediaType);
    }

    private Optional<Manifest> remembered(String repository, Tag tag, ByDigest byDigest) {
        Optional<Descriptor> known = ask("looking for " + tag, () -> tags.get(repository, tag));
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
        attempt(
                "remembering " + tag,
                () -> manifest.ifPresentOrElse(
                        found -> tags.put(repository, tag, found.bare()), () -> tags.remove(repository, tag)));
    }

    // ---- failures of a cache

    /** Returns the answer of a cache; empty when it failed. */
    private static <T> Optional<T> ask(String what, Supplier<Optional<T>> question) {
        try {
            return question.get();
        } catch (StorageException e) {
            log(what, e);
            return Optional.empty();
        }
    }

    /** Changes a cache; returns whether that succeeded. */
    private static boolean attempt(String what, Runnable change) {
        return ask(what, () -> {
                    change.run();
                    return Optional.of(what);
                })
                .isPresent();
    }

    static void log(String what, Exception e) {
        System.getLogger(CachingTransport.class.getName())
                .log(System.Logger.Level.DEBUG, "{0} failed in a cache: {1}", what, e.getMessage());
    }
}
