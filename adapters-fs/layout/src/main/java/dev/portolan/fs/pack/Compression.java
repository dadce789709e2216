package dev.portolan.fs.pack;

import dev.portolan.fs.compress.ZstdLibrary;
import dev.portolan.model.MediaTypes;
import java.util.function.Supplier;

/**
 * The compression of a directory's tar, or of each file in a file archive (not gzip). The output is the same on every
 * machine and for any number of threads.
 */
public enum Compression {
    /** gzip (RFC 1952), which every client reads. */
    GZIP(MediaTypes.LAYER_TAR_GZIP, GzipEncoder::new),
    /** zstd (RFC 8878): smaller and faster, but read by fewer clients. */
    ZSTD(MediaTypes.LAYER_TAR_ZSTD, () -> {
        ZstdLibrary.load();
        return new ZstdEncoder();
    }),
    /** No compression, for content that is already compressed. */
    NONE(MediaTypes.LAYER_TAR, PlainEncoder::new);

    private final String mediaType;
    private final Supplier<ChunkEncoder> encoders;

    Compression(String mediaType, Supplier<ChunkEncoder> encoders) {
        this.mediaType = mediaType;
        this.encoders = encoders;
    }

    /** Returns the media type of a layer that is a tar compressed in this way. */
    public String mediaType() {
        return mediaType;
    }

    ChunkEncoder encoder() {
        return encoders.get();
    }
}
