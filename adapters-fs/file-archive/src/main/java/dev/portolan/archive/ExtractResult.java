package dev.portolan.archive;

/**
 * What an extraction did.
 *
 * @param files how many files were written
 * @param bytes how many bytes these have together
 * @param skipped how many files were there already and stayed
 * @since 0.1.0
 */
public record ExtractResult(int files, long bytes, int skipped) {}
