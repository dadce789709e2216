package dev.portolan.archive;

import dev.portolan.model.MediaTypes;

/**
 * The constants of file archives: media types and file names.
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

    private ArchiveFormat() {}
}
