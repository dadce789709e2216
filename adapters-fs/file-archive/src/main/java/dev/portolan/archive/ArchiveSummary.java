package dev.portolan.archive;

/**
 * What is in an archive, as its manifest and its index tell.
 *
 * @param manifest the manifest
 * @param files how many files there are
 * @param originalSize how many bytes they have together
 * @param compressedFiles how many of them are stored compressed
 * @param directories how many directories they lie in, the root not counted
 * @since 0.1.0
 */
public record ArchiveSummary(
        ArchiveManifest manifest, int files, long originalSize, int compressedFiles, int directories) {}
