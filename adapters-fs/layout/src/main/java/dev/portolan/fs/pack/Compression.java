package dev.portolan.fs.pack;

import dev.portolan.model.MediaTypes;

/**
 * How the tar of a directory is compressed. The output is the same on every machine and for any number of threads.
 *
 * @since 0.1.0
 */
public enum Compression {
    /** gzip (RFC 1952), which every client reads. */
    GZIP(MediaTypes.LAYER_TAR_GZIP) {
        @Override
        ChunkEncoder encoder() {
            return new GzipEncoder();
        }
    },
    /** zstd (RFC 8878): smaller and faster, but read by fewer clients. */
    ZSTD(MediaTypes.LAYER_TAR_ZSTD) {
        @Override
        ChunkEncoder encoder() {
            return new ZstdEncoder();
        }
    },
    /** Not at all: for content that is compressed already. */
    NONE(MediaTypes.LAYER_TAR) {
        @Override
        ChunkEncoder encoder() {
            return new PlainEncoder();
        }
    };

    private final String mediaType;

    Compression(String mediaType) {
        this.mediaType = mediaType;
    }

    /** Returns the media type of a layer that is a tar compressed in this way. */
    public String mediaType() {
        return mediaType;
    }

    abstract ChunkEncoder encoder();
}
