package dev.portolan.archive;

import dev.portolan.model.MediaTypes;

/**
 * The constants of file archives: media types, file names and default limits.
 *
 * @since 0.1.0
 */
public final class ArchiveFormat {
    /** The artifact type of the manifest. */
    public static final String ARTIFACT_TYPE = MediaTypes.FILE_ARCHIVE;
    /** The media type of the index layer. */
    public static final String INDEX_TYPE = "application/vnd.meigma.blob.index.v1+flatbuffers";
    /** The media type of the data layer. */
    public static final String DATA_TYPE = "application/vnd.meigma.blob.data.v1";
    /** The file name of the index on disk. */
    public static final String INDEX_FILE = "index.blob";
    /** The file name of the data on disk. */
    public static final String DATA_FILE = "data.blob";

    /** The default limit on the size of the index: 8 MiB. */
    public static final long MAX_INDEX_SIZE = 8L << 20;
    /** The default limit on the number of files in an archive. */
    public static final int MAX_FILES = 200_000;
    /** The default limit on the size of a file: 256 MiB. */
    public static final long MAX_FILE_SIZE = 256L << 20;
    /** The default limit on the bytes that one extraction writes: 1 TiB. */
    public static final long MAX_TOTAL_SIZE = 1L << 40;
    /** The default limit on the memory for decoding one file: 256 MiB. */
    public static final long MAX_DECODER_MEMORY = 256L << 20;

    private ArchiveFormat() {}
}
