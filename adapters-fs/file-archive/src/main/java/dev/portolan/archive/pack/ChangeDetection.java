package dev.portolan.archive.pack;

/**
 * What happens when a file changes while it is being packed.
 *
 * @since 0.1.0
 */
public enum ChangeDetection {
    /** Packing fails: size, time and identity of each file are compared after it was read. */
    STRICT,
    /** The archive holds what was read, whatever that is; it is consistent in itself all the same. */
    NONE
}
