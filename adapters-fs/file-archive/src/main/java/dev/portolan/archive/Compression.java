package dev.portolan.archive;

/**
 * How a file's bytes are stored in the data of an archive.
 *
 * @since 0.1.0
 */
public enum Compression {
    /** As they are. */
    NONE,
    /** As one zstd frame (RFC 8878). */
    ZSTD
}
