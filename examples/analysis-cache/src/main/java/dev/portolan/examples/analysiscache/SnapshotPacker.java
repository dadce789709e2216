package dev.portolan.examples.analysiscache;

import dev.portolan.artifact.Artifact;
import dev.portolan.artifact.PackedArtifact;
import dev.portolan.error.NotFoundException;
import dev.portolan.error.Problem;
import dev.portolan.model.Annotations;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
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
        byte[] cacheManifest = read(directory.resolve(CacheFormat.CACHE_MANIFEST_FILE));
        byte[] cacheJsonl = read(directory.resolve(CacheFormat.CACHE_JSONL_FILE));
        Instant created = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        CacheConfig config = CacheConfig.of(leiVersion, created, cacheManifest);
        return Artifact.builder()
                .config(CacheFormat.CONFIG_MEDIA_TYPE, config.toJson())
                .file(CacheFormat.CACHE_MANIFEST_FILE, CacheFormat.CACHE_MANIFEST_MEDIA_TYPE, cacheManifest)
                .file(CacheFormat.CACHE_JSONL_FILE, CacheFormat.CACHE_JSONL_MEDIA_TYPE, cacheJsonl)
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
        } catch (NoSuchFileException e) {
            throw new NotFoundException(Problem.of("file of a snapshot not found")
                    .at(file.toString())
                    .advice("export the cache first")
                    .causedBy(e));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
