package dev.portolan.archive;

import dev.portolan.cache.Cached;
import dev.portolan.content.Streams;
import dev.portolan.content.Verifier;
import dev.portolan.error.ContentMismatchException;
import dev.portolan.error.NotFoundException;
import dev.portolan.error.Problem;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Tag;
import dev.portolan.model.TagOrDigest;
import dev.portolan.port.Source;
import dev.portolan.port.TransferListener;
import java.io.IOException;
import java.io.InputStream;

/** Fetches manifests and indexes with one request each, or none if the client caches them. */
final class ArchiveFetch {
    private final TransferListener listener;

    ArchiveFetch(TransferListener listener) {
        this.listener = listener;
    }

    /** The source itself, or the same without its caches. */
    static Source of(Source source, CacheUse use) {
        return use == CacheUse.FRESH
                ? source.capability(Cached.class).<Source>map(Cached::fresh).orElse(source)
                : source;
    }

    /** The manifest of a tag or digest. */
    static ArchiveManifest manifest(Source source, TagOrDigest reference) {
        return source.manifest(reference)
                .map(manifest -> ArchiveManifest.of(manifest, source.name()))
                .orElseThrow(() -> new NotFoundException(
                        Problem.of((reference instanceof Tag ? "tag " : "manifest ") + reference + " not found")
                                .at(source.name())));
    }

    /** The bytes of an index, verified. When a cache has a damaged one, the repository is asked. */
    byte[] index(Source source, Descriptor index) {
        if (index.data().isPresent()) {
            return Verifier.check(index, source.name(), index.data().get());
        }
        try {
            return download(source, index);
        } catch (ContentMismatchException e) {
            Source fresh = of(source, CacheUse.FRESH);
            if (fresh == source) {
                throw e;
            }
            return download(fresh, index);
        }
    }

    private byte[] download(Source source, Descriptor index) {
        listener.planned(index);
        listener.started(index);
        try (InputStream stream = source.open(index)) {
            byte[] bytes = stream.readAllBytes();
            listener.moved(index, bytes.length);
            listener.done(index);
            return bytes;
        } catch (IOException e) {
            throw Streams.failure("reading the index of the file archive", source.name(), e);
        }
    }
}
