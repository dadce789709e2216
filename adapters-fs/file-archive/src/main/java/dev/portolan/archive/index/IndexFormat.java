package dev.portolan.archive.index;

/** The numbers of the format: slots of the tables, and values of the enums. */
final class IndexFormat {
    static final int VERSION = 1;
    static final int SHA256 = 0;
    static final int HASH_LENGTH = 32;
    static final int NONE = 0;
    static final int ZSTD = 1;
    static final int PERMISSIONS = 0777;

    static final int INDEX_VERSION = 0;
    static final int INDEX_HASH_ALGORITHM = 1;
    static final int INDEX_ENTRIES = 2;
    static final int INDEX_DATA_SIZE = 3;
    static final int INDEX_DATA_HASH = 4;
    static final int INDEX_FIELDS = 5;

    static final int ENTRY_PATH = 0;
    static final int ENTRY_DATA_OFFSET = 1;
    static final int ENTRY_DATA_SIZE = 2;
    static final int ENTRY_ORIGINAL_SIZE = 3;
    static final int ENTRY_HASH = 4;
    static final int ENTRY_MODE = 5;
    static final int ENTRY_UID = 6;
    static final int ENTRY_GID = 7;
    static final int ENTRY_MTIME_NS = 8;
    static final int ENTRY_COMPRESSION = 9;
    static final int ENTRY_FIELDS = 10;

    private IndexFormat() {}
}
