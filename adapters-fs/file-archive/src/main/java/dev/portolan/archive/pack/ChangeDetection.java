package dev.portolan.archive.pack;

/**
 * What happens when a file changes while it is being packed.
 *
 * @since 0.1.0
 */
public enum ChangeDetection {
    /** Packing fails: size, time and identity of each file are compared after it was read. */
    STRICT,
    /** The archive contains the bytes that were read; it is still consistent. */
    NONE
}
