package dev.portolan.archive;

/**
 * The result of an extraction.
 *
 * @param files the number of written files
 * @param bytes their total size in bytes
 * @param skipped the number of existing files with the same content, which were not written
 * @since 0.1.0
 */
public record ExtractResult(int files, long bytes, int skipped) {}
