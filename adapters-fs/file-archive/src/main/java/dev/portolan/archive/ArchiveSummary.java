package dev.portolan.archive;

/**
 * What an archive contains, according to its manifest and index.
 *
 * @param manifest the manifest
 * @param files how many files there are
 * @param originalSize the size of all files in bytes
 * @param compressedFiles how many of them are stored compressed
 * @param directories how many directories contain them, without the root
 */
public record ArchiveSummary(
        ArchiveManifest manifest, int files, long originalSize, int compressedFiles, int directories) {}
