package dev.portolan.archive;

import dev.portolan.archive.index.ArchiveIndex;
import dev.portolan.content.Streams;
import dev.portolan.internal.work.SingleFlight;
import dev.portolan.model.TagOrDigest;
import dev.portolan.port.Source;
import dev.portolan.port.TransferListener;
import java.io.IOException;
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
    private final ArchiveFetch fetch;
    private final SingleFlight<FileContents.Flight, byte[]> contentFlights = new SingleFlight<>();

    ArchivePull(FileArchivesBuilder builder, ArchiveCaches caches, Executor executor) {
        this.caches = caches;
        this.limits = builder.limits;
        this.decoders = new Decoders(limits);
        this.reading = builder.reading;
        this.listener = builder.listener;
        this.executor = executor;
        this.fetch = new ArchiveFetch(listener);
    }

    /**
     * Fetches manifest and index of an archive.
     *
     * @param onClose runs when the archive is closed
     */
    FileArchive pull(Source source, TagOrDigest reference, PullOptions options, Runnable onClose) {
        ArchiveLimits bounds = options.limits().orElse(limits);
        Source asked = ArchiveFetch.of(source, options.cacheUse());
        ArchiveManifest manifest = ArchiveFetch.manifest(asked, reference);
        bounds.checkIndexSize(manifest.index().size(), source.name());
        byte[] bytes = fetch.index(asked, manifest.index());
        ArchiveIndex index = ArchiveIndex.open(bytes, manifest.data(), bounds.maxFiles(), source.name());
        return archive(manifest, index, new RepositoryData(source, manifest.data(), listener, onClose), bounds);
    }

    /** Opens two local files. */
    FileArchive open(Path indexFile, Path dataFile) {
        try {
            limits.checkIndexSize(Files.size(indexFile), indexFile.toString());
            LocalFiles files = LocalFiles.read(indexFile, dataFile);
            ArchiveIndex index =
                    ArchiveIndex.open(files.index(), files.data(), limits.maxFiles(), indexFile.toString());
            return archive(null, index, new FileData(dataFile, files.data()), limits);
        } catch (IOException e) {
            throw Streams.failure("opening the file archive", indexFile.toString(), e);
        }
    }

    private FileArchive archive(
            @Nullable ArchiveManifest manifest, ArchiveIndex index, ArchiveData data, ArchiveLimits bounds) {
        Decoders decoding = bounds == limits ? decoders : new Decoders(bounds);
        ArchiveData blocks = caches.blocks()
                .<ArchiveData>map(cache -> new BlockData(data, cache))
                .orElse(data);
        FileContents contents = new FileContents(blocks, decoding, caches.contents(), contentFlights);
        return new FileArchive(manifest, index, blocks, decoding, contents, reading, executor);
    }
}
