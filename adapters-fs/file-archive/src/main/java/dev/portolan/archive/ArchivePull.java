package dev.portolan.archive;

import dev.portolan.archive.index.ArchiveIndex;
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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Opens archives: those that a source has, and those in two local files. */
final class ArchivePull {
    private final ArchiveCaches caches;
    private final ArchiveLimits limits;
    private final Decoders decoders;
    private final ReadOptions reading;
    private final TransferListener listener;
    private final Executor executor;

    ArchivePull(FileArchivesBuilder builder, ArchiveCaches caches, Executor executor) {
        this.caches = caches;
        this.limits = builder.limits;
        this.decoders = new Decoders(limits);
        this.reading = builder.reading;
        this.listener = builder.listener;
        this.executor = executor;
    }

    /**
     * Fetches manifest and index of an archive.
     *
     * @param onClose runs when the archive is closed
     */
    FileArchive pull(Source source, TagOrDigest reference, PullOptions options, Runnable onClose) {
        ArchiveLimits bounds = options.limits().orElse(limits);
        ArchiveManifest manifest = manifest(source, reference, options);
        bounds.checkIndexSize(manifest.index().size(), source.name());
        byte[] bytes = index(of(source, options.skipCaches()), manifest.index());
        ArchiveIndex index = ArchiveIndex.open(bytes, manifest.data(), bounds.maxFiles(), source.name());
        return archive(manifest, index, new RepositoryData(source, manifest.data(), listener, onClose), bounds);
    }

    /** Returns the source itself, or the same without its caches. */
    private static Source of(Source source, boolean skipCaches) {
        return skipCaches
                ? source.capability(Cached.class).<Source>map(Cached::fresh).orElse(source)
                : source;
    }

    /** Fetches the manifest of a tag or digest, with one request, or none if the client caches it. */
    static ArchiveManifest manifest(Source from, TagOrDigest reference, PullOptions options) {
        Source source = of(from, options.skipCaches());
        return source.manifest(reference)
                .map(manifest -> ArchiveManifest.of(manifest, source.name()))
                .orElseThrow(() -> new NotFoundException(
                        Problem.of((reference instanceof Tag ? "tag " : "manifest ") + reference + " not found")
                                .at(source.name())));
    }

    /** Fetches the bytes of an index, verified. When a cache has a damaged one, the repository is asked. */
    private byte[] index(Source source, Descriptor index) {
        if (index.data().isPresent()) {
            return Verifier.check(index, source.name(), index.data().get());
        }
        try {
            return download(source, index);
        } catch (ContentMismatchException e) {
            Source fresh = of(source, true);
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

    FileArchive open(Path indexFile, Path dataFile) {
        try {
            limits.checkIndexSize(Files.size(indexFile), indexFile.toString());
            byte[] bytes = Files.readAllBytes(indexFile);
            FileData data = FileData.of(dataFile, ArchiveIndex.dataDigest(bytes, indexFile.toString()));
            ArchiveIndex index = ArchiveIndex.open(bytes, data.descriptor(), limits.maxFiles(), indexFile.toString());
            return archive(null, index, data, limits);
        } catch (IOException e) {
            throw Streams.failure("opening the file archive", indexFile.toString(), e);
        }
    }

    private FileArchive archive(
            @Nullable ArchiveManifest manifest, ArchiveIndex index, ArchiveData data, ArchiveLimits bounds) {
        Decoders decoding = bounds == limits ? decoders : new Decoders(bounds);
        FileContents contents = new FileContents(caches.through(data), decoding, caches);
        return new FileArchive(manifest, new ArchiveParts(index, data, decoding, contents, reading, executor));
    }
}
