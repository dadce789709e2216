package dev.portolan.examples.analysiscache;

import dev.portolan.artifact.Artifact;
import dev.portolan.artifact.Layer;
import dev.portolan.artifact.PackedArtifact;
import dev.portolan.content.Streams;
import dev.portolan.error.NotFoundException;
import dev.portolan.fs.pack.Pack;
import dev.portolan.model.Annotations;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Packs the files of an exported cache into a snapshot. */
public final class SnapshotPacker {
    private final String leiVersion;
    private final Clock clock;

    /**
     * A packer.
     *
     * @param leiVersion the version of the program that exports caches
     * @param clock says when a snapshot was packed
     */
    public SnapshotPacker(String leiVersion, Clock clock) {
        this.leiVersion = leiVersion;
        this.clock = clock;
    }

    /**
     * Packs {@code manifest.json} and {@code cache.jsonl.gz} of a directory.
     *
     * @return the manifest and the blobs, ready to be pushed
     * @throws NotFoundException when one of the files is missing
     */
    public PackedArtifact pack(Path directory) {
        Path cacheManifest = directory.resolve(CacheFormat.CACHE_MANIFEST_FILE);
        Layer cacheManifestLayer = Pack.file(cacheManifest, CacheFormat.CACHE_MANIFEST_MEDIA_TYPE);
        Layer cacheJsonlLayer =
                Pack.file(directory.resolve(CacheFormat.CACHE_JSONL_FILE), CacheFormat.CACHE_JSONL_MEDIA_TYPE);
        Instant created = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        CacheConfig config = CacheConfig.of(leiVersion, created, read(cacheManifest));
        return Artifact.builder()
                .config(CacheFormat.CONFIG_MEDIA_TYPE, config.toJson())
                .layer(cacheManifestLayer)
                .layer(cacheJsonlLayer)
                .annotation(Annotations.CREATED, created.toString())
                .annotation(Annotations.TITLE, "lei-cache")
                .annotation(Annotations.DESCRIPTION, "LEI analysis cache snapshot")
                .annotation(Annotations.VENDOR, "GTRI")
                .build()
                .pack();
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw Streams.failure("reading the cache's manifest", file.toString(), e);
        }
    }
}
