package dev.portolan.examples.analysiscache;

import dev.portolan.model.MediaTypes;
import java.util.Optional;

/** What a snapshot consists of: its media types, and the files that they stand for. */
public final class CacheFormat {
    /** The manifest that holds a snapshot together. */
    public static final String MANIFEST_MEDIA_TYPE = MediaTypes.IMAGE_MANIFEST;
    /** The config: {@link CacheConfig}. */
    public static final String CONFIG_MEDIA_TYPE = "application/vnd.lei.cache.config.v1+json";
    /** The layer that says what is in the cache. */
    public static final String CACHE_MANIFEST_MEDIA_TYPE = "application/vnd.lei.cache.manifest+json";
    /** The layer with the cache's entries. */
    public static final String CACHE_JSONL_MEDIA_TYPE = "application/vnd.lei.cache.jsonl+gzip";

    /** The file of {@link #CACHE_MANIFEST_MEDIA_TYPE}. */
    public static final String CACHE_MANIFEST_FILE = "manifest.json";
    /** The file of {@link #CACHE_JSONL_MEDIA_TYPE}. */
    public static final String CACHE_JSONL_FILE = "cache.jsonl.gz";

    private CacheFormat() {}

    /** The file that a layer of this media type is; empty for layers that do not belong to a snapshot. */
    public static Optional<String> fileName(String mediaType) {
        return switch (mediaType) {
            case CACHE_MANIFEST_MEDIA_TYPE -> Optional.of(CACHE_MANIFEST_FILE);
            case CACHE_JSONL_MEDIA_TYPE -> Optional.of(CACHE_JSONL_FILE);
            default -> Optional.empty();
        };
    }
}
