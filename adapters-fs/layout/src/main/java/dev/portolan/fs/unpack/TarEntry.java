package dev.portolan.fs.unpack;

/**
 * What the header of a tar entry says, nothing of it checked.
 *
 * @param mode the permission bits, 07777
 * @param size bytes that follow
 * @param modified seconds since the epoch
 * @param link where a link points to; empty for all else
 */
record TarEntry(String name, Kind kind, int mode, long size, long modified, String link) {
    enum Kind {
        FILE("file"),
        DIRECTORY("directory"),
        SYMLINK("symbolic link"),
        HARD_LINK("hard link"),
        CHARACTER_DEVICE("character device"),
        BLOCK_DEVICE("block device"),
        FIFO("named pipe"),
        SPARSE("sparse file"),
        UNKNOWN("unknown kind of entry");

        private final String words;

        Kind(String words) {
            this.words = words;
        }

        String words() {
            return words;
        }
    }
}
