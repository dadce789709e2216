package dev.portolan.examples.analysiscache;

import java.time.Instant;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/**
 * The config of a snapshot.
 *
 * @param leiVersion the version of the program that exported the cache
 * @param created when it was packed
 * @param cacheEntries how many entries it has
 * @param formatVersion {@code 1.0}
 */
public record CacheConfig(String leiVersion, Instant created, long cacheEntries, String formatVersion) {
    private static final String FORMAT_VERSION = "1.0";
    private static final JsonMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .build();

    /**
     * The config that goes with a cache's {@code manifest.json}.
     *
     * @param cacheManifest its bytes; where they are not JSON, or say no {@code entry_count}, the count is 0
     */
    static CacheConfig of(String leiVersion, Instant created, byte[] cacheManifest) {
        return new CacheConfig(leiVersion, created, entryCount(cacheManifest), FORMAT_VERSION);
    }

    /** Reads a config. */
    public static CacheConfig parse(byte[] json) {
        return JSON.readValue(json, CacheConfig.class);
    }

    /** The config as JSON. */
    public byte[] toJson() {
        return JSON.writeValueAsBytes(this);
    }

    private static long entryCount(byte[] cacheManifest) {
        try {
            JsonNode count = JSON.readTree(cacheManifest).path("entry_count");
            return count.isIntegralNumber() ? count.longValue() : 0;
        } catch (JacksonException e) {
            return 0;
        }
    }
}
