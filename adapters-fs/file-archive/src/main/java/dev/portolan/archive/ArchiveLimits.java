package dev.portolan.archive;

import dev.portolan.error.LimitExceededException;
import dev.portolan.error.Problem;

/**
 * Limits for reading a file archive. Exceeding a limit throws a {@link LimitExceededException} that names it.
 * Immutable; each {@code with} method returns a copy.
 *
 * @since 0.1.0
 */
public final class ArchiveLimits {
    private static final int SMALLEST_WINDOW_LOG = 10;
    private static final int LARGEST_WINDOW_LOG = 31;
    private static final int LARGEST_ARRAY = Integer.MAX_VALUE - 8;
    private static final ArchiveLimits DEFAULTS = new ArchiveLimits(
            8L << 20,
            200_000,
            256L << 20,
            1L << 40,
            256L << 20,
            Math.max(1, Runtime.getRuntime().availableProcessors()));

    private final long maxIndexSize;
    private final int maxFiles;
    private final long maxFileSize;
    private final long maxTotalSize;
    private final long decoderMemory;
    private final int decoderConcurrency;

    private ArchiveLimits(
            long maxIndexSize,
            int maxFiles,
            long maxFileSize,
            long maxTotalSize,
            long decoderMemory,
            int decoderConcurrency) {
        this.maxIndexSize = notNegative(maxIndexSize);
        this.maxFiles = (int) notNegative(maxFiles);
        this.maxFileSize = notNegative(maxFileSize);
        this.maxTotalSize = notNegative(maxTotalSize);
        this.decoderMemory = notNegative(decoderMemory);
        this.decoderConcurrency = decoderConcurrency;
    }

    private static long notNegative(long limit) {
        if (limit < 0) {
            throw new IllegalArgumentException("a limit must not be negative: " + limit);
        }
        return limit;
    }

    /**
     * Returns the default limits: an index of 8 MiB, 200,000 files, 256 MiB per file, 1 TiB per extraction, 256 MiB per
     * decoder, and as many decoders as processors.
     */
    public static ArchiveLimits defaults() {
        return DEFAULTS;
    }

    /**
     * Returns the size limit of the index, in bytes. The index is kept in one array in memory, so it can have at most 2
     * GiB.
     */
    public long maxIndexSize() {
        return maxIndexSize;
    }

    /** Returns the largest number of files. */
    public int maxFiles() {
        return maxFiles;
    }

    /**
     * Returns the size limit of a file, stored and decoded, in bytes. It is checked when a file is read or extracted.
     */
    public long maxFileSize() {
        return maxFileSize;
    }

    /** Returns the limit on the bytes that one extraction writes. */
    public long maxTotalSize() {
        return maxTotalSize;
    }

    /** Returns the limit on the memory for decoding one file, in bytes: the largest window of its zstd frame. */
    public long decoderMemory() {
        return decoderMemory;
    }

    /** Returns the number of files that are decoded at the same time; other readers wait. */
    public int decoderConcurrency() {
        return decoderConcurrency;
    }

    /** Returns a copy with another size limit of the index, in bytes. */
    public ArchiveLimits withMaxIndexSize(long bytes) {
        return new ArchiveLimits(bytes, maxFiles, maxFileSize, maxTotalSize, decoderMemory, decoderConcurrency);
    }

    /** Returns a copy with another limit on the number of files. */
    public ArchiveLimits withMaxFiles(int files) {
        return new ArchiveLimits(maxIndexSize, files, maxFileSize, maxTotalSize, decoderMemory, decoderConcurrency);
    }

    /** Returns a copy with another size limit of a file, in bytes. */
    public ArchiveLimits withMaxFileSize(long bytes) {
        return new ArchiveLimits(maxIndexSize, maxFiles, bytes, maxTotalSize, decoderMemory, decoderConcurrency);
    }

    /** Returns a copy with another limit on the bytes that one extraction writes. */
    public ArchiveLimits withMaxTotalSize(long bytes) {
        return new ArchiveLimits(maxIndexSize, maxFiles, maxFileSize, bytes, decoderMemory, decoderConcurrency);
    }

    /** Returns a copy with another limit on the memory of a decoder, in bytes; a frame needs at least 1 KiB. */
    public ArchiveLimits withDecoderMemory(long bytes) {
        return new ArchiveLimits(maxIndexSize, maxFiles, maxFileSize, maxTotalSize, bytes, decoderConcurrency);
    }

    /** Returns a copy with another number of decoders, at least 1. */
    public ArchiveLimits withDecoderConcurrency(int decoders) {
        if (decoders < 1) {
            throw new IllegalArgumentException("less than 1: " + decoders);
        }
        return new ArchiveLimits(maxIndexSize, maxFiles, maxFileSize, maxTotalSize, decoderMemory, decoders);
    }

    /** Returns the largest window that the decoder's memory allows, as a power of two. */
    int windowLog() {
        int log = 63 - Long.numberOfLeadingZeros(Math.max(decoderMemory, 1));
        return Math.max(SMALLEST_WINDOW_LOG, Math.min(LARGEST_WINDOW_LOG, log));
    }

    void checkIndexSize(long size, String where) {
        check(
                size,
                Math.min(maxIndexSize, LARGEST_ARRAY),
                "the index of the file archive has " + size + " bytes",
                "maxIndexSize",
                where);
    }

    void checkFileSize(ArchiveEntry file, String where) {
        long size = Math.max(file.size(), file.storedSize());
        check(size, maxFileSize, "the file " + file.shown() + " has " + size + " bytes", "maxFileSize", where);
    }

    void checkTotalSize(long size, String where) {
        check(size, maxTotalSize, "the files together have " + size + " bytes", "maxTotalSize", where);
    }

    private static void check(long size, long limit, String what, String name, String where) {
        if (size > limit) {
            throw new LimitExceededException(
                    Problem.of(what).at(where).because("the limit is " + limit).advice("raise " + name));
        }
    }
}
