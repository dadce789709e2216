package dev.portolan.archive;

import dev.portolan.archive.index.ArchiveIndex;

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
        ArchiveManifest manifest, int files, long originalSize, int compressedFiles, int directories) {

    static ArchiveSummary of(ArchiveManifest manifest, ArchiveIndex index, int directories) {
        long size = 0;
        int compressed = 0;
        for (int i = 0; i < index.count(); i++) {
            size += index.originalSize(i);
            compressed += index.zstd(i) ? 1 : 0;
        }
        return new ArchiveSummary(manifest, index.count(), size, compressed, directories);
    }
}
