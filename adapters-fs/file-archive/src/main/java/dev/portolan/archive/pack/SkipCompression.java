package dev.portolan.archive.pack;

import java.util.List;
import java.util.Locale;

/**
 * Decides which files are stored uncompressed, because compressing them would cost more than it saves.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface SkipCompression {

    /**
     * Returns whether this file is stored uncompressed.
     *
     * @param path the path in the archive, with {@code /} between names
     * @param size in bytes
     */
    boolean skips(String path, long size);

    /** Skips files that this rule or the other one skips. */
    default SkipCompression or(SkipCompression other) {
        return (path, size) -> skips(path, size) || other.skips(path, size);
    }

    /** Skips nothing. */
    static SkipCompression never() {
        return (path, size) -> false;
    }

    /** Skips files that are smaller than this many bytes. */
    static SkipCompression smallerThan(long bytes) {
        return (path, size) -> size < bytes;
    }

    /** Skips files whose names end like this, such as {@code .jpg}, in upper or lower case. */
    static SkipCompression endings(String... endings) {
        List<String> lower =
                List.of(endings).stream().map(e -> e.toLowerCase(Locale.ROOT)).toList();
        return (path, size) -> {
            String name = path.substring(path.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
            return lower.stream().anyMatch(name::endsWith);
        };
    }

    /** Skips the usual formats that are compressed already: archives, images, sound, video, fonts. */
    static SkipCompression compressedFormats() {
        return endings(
                ".7z", ".aac", ".avif", ".br", ".bz2", ".flac", ".gif", ".gz", ".heic", ".ico", ".jar", ".jpeg", ".jpg",
                ".lz4", ".m4v", ".mkv", ".mov", ".mp3", ".mp4", ".ogg", ".opus", ".pdf", ".png", ".rar", ".tgz",
                ".webm", ".webp", ".whl", ".woff", ".woff2", ".xz", ".zip", ".zst");
    }
}
