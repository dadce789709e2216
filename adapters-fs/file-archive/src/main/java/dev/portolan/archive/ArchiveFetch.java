package dev.portolan.archive;

import dev.portolan.content.Streams;
import dev.portolan.content.Verifier;
import dev.portolan.error.InvalidManifestException;
import dev.portolan.error.NotFoundException;
import dev.portolan.error.Problem;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.Manifest;
import dev.portolan.model.Tag;
import dev.portolan.model.TagOrDigest;
import dev.portolan.port.Source;
import dev.portolan.port.TransferListener;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** Fetches manifests and indexes: from the caches where they have them, with one request each otherwise. */
final class ArchiveFetch {
    private final ArchiveCaches caches;
    private final TransferListener listener;
    private final SingleFlight<String, Manifest> manifests = new SingleFlight<>();
    private final SingleFlight<String, byte[]> indexes = new SingleFlight<>();

    ArchiveFetch(ArchiveCaches caches, TransferListener listener) {
        this.caches = caches;
        this.listener = listener;
    }

    /** Returns the manifest of a tag or digest; not looked at yet. */
    Manifest manifest(Source source, TagOrDigest reference, CacheUse use) {
        if (use == CacheUse.FRESH || !caches.keepManifests()) {
            return fetch(source, reference);
        }
        return manifests.get(
                source.name() + " " + reference,
                () -> cached(source, reference).orElseGet(() -> fetch(source, reference)));
    }

    /** Returns the manifest of a cached tag; if the cache is wrong, the source is asked. */
    private Optional<Manifest> cached(Source source, TagOrDigest reference) {
        Optional<Descriptor> known = caches.resolve(source.name(), reference);
        Optional<Manifest> kept = known.flatMap(this::kept);
        if (kept.isPresent() || known.isEmpty() || reference instanceof Digest) {
            return kept;
        }
        Optional<Manifest> found = source.manifest(known.get().digest())
                .filter(manifest -> manifest.mediaType().equals(known.get().mediaType()));
        found.ifPresent(this::keep);
        return found;
    }

    private Optional<Manifest> kept(Descriptor manifest) {
        try {
            return caches.manifest(manifest)
                    .map(bytes -> Manifest.parse(
                            bytes, manifest.mediaType(), manifest.digest().algorithm()));
        } catch (InvalidManifestException e) {
            return Optional.empty();
        }
    }

    private Manifest fetch(Source source, TagOrDigest reference) {
        Manifest manifest = source.manifest(reference)
                .orElseThrow(() -> new NotFoundException(
                        Problem.of((reference instanceof Tag ? "tag " : "manifest ") + reference + " not found")
                                .at(source.name())));
        caches.remember(source.name(), reference, manifest.descriptor());
        keep(manifest);
        return manifest;
    }

    private void keep(Manifest manifest) {
        caches.putManifest(manifest.descriptor(), manifest.bytes());
    }

    /** Returns the bytes of an index, verified. */
    byte[] index(Source source, Descriptor index, CacheUse use) {
        if (index.data().isPresent()) {
            return Verifier.check(index, source.name(), index.data().get());
        }
        return indexes.get(
                source.name() + " " + index.digest(),
                () -> (use == CacheUse.CACHED ? caches.index(index) : Optional.<byte[]>empty())
                        .orElseGet(() -> download(source, index)));
    }

    private byte[] download(Source source, Descriptor index) {
        listener.planned(index);
        listener.started(index);
        try (InputStream stream = source.open(index)) {
            byte[] bytes = stream.readAllBytes();
            listener.moved(index, bytes.length);
            listener.done(index);
            caches.putIndex(index, bytes);
            return bytes;
        } catch (IOException e) {
            throw Streams.failure("reading the index of the file archive", source.name(), e);
        }
    }
}
