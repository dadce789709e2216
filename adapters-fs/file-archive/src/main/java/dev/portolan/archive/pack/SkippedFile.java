package dev.portolan.archive.pack;

/**
 * A file that was left out because a file archive cannot store it.
 *
 * @param path relative to the directory that was packed, with {@code /} between names
 * @param reason why
 * @since 0.1.0
 */
public record SkippedFile(String path, Reason reason) {
    /** The reason why a file was left out. */
    public enum Reason {
        /** It is a symbolic link; links are not followed. */
        SYMBOLIC_LINK,
        /** It is neither a file nor a directory: a device, a socket, a pipe. */
        SPECIAL
    }
}
