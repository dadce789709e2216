package dev.portolan.archive;

import dev.portolan.model.MediaTypes;

/** The names that a file archive goes by: media types, the files on disk, the default limits. */
public final class ArchiveFormat {
    /** The artifact type of the manifest. */
    public static final String ARTIFACT_TYPE = MediaTypes.FILE_ARCHIVE;
    /** The media type of the layer that is the index. */
    public static final String INDEX_TYPE = "application/vnd.meigma.blob.index.v1+flatbuffers";
    /** The media type of the layer that is the data. */
    public static final String DATA_TYPE = "application/vnd.meigma.blob.data.v1";
    /** The name of the index in a directory on disk. */
    public static final String INDEX_FILE = "index.blob";
    /** The name of the data in a directory on disk. */
    public static final String DATA_FILE = "data.blob";

    /** The default limit of an index: 8 MiB. */
    public static final long MAX_INDEX_SIZE = 8L << 20;
    /** The default limit of files in an archive. */
    public static final int MAX_FILES = 200_000;
    /** The default limit of one file: 256 MiB. */
    public static final long MAX_FILE_SIZE = 256L << 20;
    /** The default limit of what one extraction writes: 1 TiB. */
    public static final long MAX_TOTAL_SIZE = 1L << 40;
    /** The default limit of the memory that decoding one file takes: 256 MiB. */
    public static final long MAX_DECODER_MEMORY = 256L << 20;

    private ArchiveFormat() {}
}
