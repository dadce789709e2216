package dev.portolan.fs.tar;

/**
 * An entry of a tar, as its headers describe it. Names and links are not checked.
 *
 * @param name the name
 * @param mode the permission bits, 07777
 * @param offset where the content begins in the tar, in bytes
 * @param size the bytes of content; 0 for links and directories
 * @param modified when it was modified, in seconds since the epoch
 * @param link the target of a link; empty for everything else
 */
public record TarEntry(String name, Kind kind, int mode, long offset, long size, long modified, String link) {
    /** The type of an entry. */
    public enum Kind {
        /** A file. */
        FILE("a file"),
        /** A directory. */
        DIRECTORY("a directory"),
        /** A symbolic link. */
        SYMLINK("a symbolic link"),
        /** A hard link. */
        HARD_LINK("a hard link"),
        /** A character device. */
        CHARACTER_DEVICE("a character device"),
        /** A block device. */
        BLOCK_DEVICE("a block device"),
        /** A named pipe. */
        FIFO("a named pipe"),
        /** A file of which the tar leaves out the holes. */
        SPARSE("a sparse file"),
        /** Something else. */
        UNKNOWN("an unknown kind of entry");

        private final String words;

        Kind(String words) {
            this.words = words;
        }

        /** Returns the kind with its article, for messages. */
        public String words() {
            return words;
        }
    }

    /** Returns whether this is a plain file. */
    public boolean regular() {
        return kind == Kind.FILE;
    }

    TarEntry withName(String other) {
        return new TarEntry(other, kind, mode, offset, size, modified, link);
    }
}
