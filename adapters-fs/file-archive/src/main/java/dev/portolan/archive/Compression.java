package dev.portolan.archive;

/** How a file's bytes are stored in the data of an archive. */
public enum Compression {
    /** As they are. */
    NONE,
    /** As one zstd frame (RFC 8878). */
    ZSTD
}
