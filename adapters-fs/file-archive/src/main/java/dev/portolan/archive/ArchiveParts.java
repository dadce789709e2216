package dev.portolan.archive;

import dev.portolan.archive.index.ArchiveIndex;
import java.util.concurrent.Executor;

/**
 * Everything that is needed to read the files of one archive.
 *
 * @param data the data without the cache of blocks, for reading many files
 * @param contents reads one file at a time, through the caches
 * @param reading how several are read
 * @param executor has the threads for that
 */
record ArchiveParts(
        ArchiveIndex index,
        ArchiveData data,
        Decoders decoders,
        FileContents contents,
        ReadOptions reading,
        Executor executor) {}
