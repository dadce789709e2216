package dev.portolan.archive;

/**
 * A summary of an archive, from its manifest and index.
 *
 * @param manifest the manifest
 * @param files the number of files
 * @param originalSize their total size in bytes
 * @param compressedFiles the number of compressed files
 * @param directories the number of directories, without the root
 * @since 0.1.0
 */
public record ArchiveSummary(
        ArchiveManifest manifest, int files, long originalSize, int compressedFiles, int directories) {}
