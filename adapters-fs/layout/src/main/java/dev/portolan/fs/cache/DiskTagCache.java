package dev.portolan.fs.cache;

import dev.portolan.error.OciException;
import dev.portolan.fs.files.CacheDirectory;
import dev.portolan.fs.files.FileFailure;
import dev.portolan.internal.json.Json;
import dev.portolan.internal.json.JsonFormatException;
import dev.portolan.internal.json.JsonObject;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.Tag;
import dev.portolan.port.TagCache;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A cache of tags in a directory, one small file per tag, each valid for a limited time. Safe for any number of threads
 * and processes. New files and directories are private to their owner.
 *
 * <p>An entry that cannot be read counts as missing. So does one that another user owns or may write to, as nothing
 * verifies it: otherwise that user could choose what a tag resolves to.
 *
 * @since 0.1.0
 */
public final class DiskTagCache implements TagCache {
    private static final String KIND = "tags";
    /** The most bytes of all files together: some ten thousand tags. */
    private static final long MOST_BYTES = 4 << 20;
    /** An entry has a few hundred bytes. */
    private static final int LARGEST_ENTRY = 16 << 10;

    /** Practically forever; a longer duration could overflow the clock. */
    private static final Duration LONGEST = Duration.ofDays(100 * 365);

    private final CacheDirectory directory;
    private final Duration timeToLive;
    private final InstantSource clock;

    private DiskTagCache(CacheDirectory directory, Duration timeToLive, InstantSource clock) {
        this.directory = directory;
        this.timeToLive = timeToLive.compareTo(LONGEST) > 0 ? LONGEST : timeToLive;
        this.clock = clock;
    }

    /**
     * Returns a cache in a directory, which is created if it is missing.
     *
     * @param timeToLive how long entries are valid; not negative, and zero caches nothing
     * @throws dev.portolan.error.StorageException when the directory cannot be made
     */
    public static DiskTagCache in(Path directory, Duration timeToLive) {
        return in(directory, timeToLive, InstantSource.system());
    }

    /**
     * Returns a cache with a clock.
     *
     * @throws dev.portolan.error.StorageException when the directory cannot be made
     */
    public static DiskTagCache in(Path directory, Duration timeToLive, InstantSource clock) {
        if (timeToLive.isNegative()) {
            throw new IllegalArgumentException("timeToLive must not be negative: " + timeToLive);
        }
        return new DiskTagCache(CacheDirectory.open(directory, MOST_BYTES, clock), timeToLive, clock);
    }

    @Override
    public Optional<Descriptor> get(String repository, Tag tag) {
        Path file = fileOf(repository, tag);
        try {
            Optional<byte[]> bytes = directory.readTrusted(file, LARGEST_ENTRY);
            if (bytes.isEmpty()) {
                return Optional.empty();
            }
            JsonObject entry = Json.parseObject(bytes.get());
            Instant put = Instant.ofEpochMilli(entry.requiredInteger("put"));
            Instant now = clock.instant();
            // a clock that was set back must not make an entry live for longer
            boolean lives = !now.isBefore(put) && now.isBefore(put.plus(timeToLive));
            if (!lives
                    || !entry.requiredString("repository").equals(repository)
                    || !entry.requiredString("tag").equals(tag.toString())) {
                return Optional.empty();
            }
            return Optional.of(Descriptor.of(
                    entry.requiredString("mediaType"),
                    Digest.parse(entry.requiredString("digest")),
                    entry.requiredInteger("size")));
        } catch (IOException | JsonFormatException | OciException e) {
            return Optional.empty();
        }
    }

    @Override
    public void put(String repository, Tag tag, Descriptor manifest) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("repository", repository);
        entry.put("tag", tag.toString());
        entry.put("put", clock.millis());
        entry.put("mediaType", manifest.mediaType());
        entry.put("digest", manifest.digest().toString());
        entry.put("size", manifest.size());
        byte[] bytes = Json.write(entry);
        FileFailure.typed("writing a cache", directory.name(), () -> directory.put(fileOf(repository, tag), bytes));
    }

    @Override
    public void remove(String repository, Tag tag) {
        FileFailure.typed(
                "removing from a cache", directory.name(), () -> Files.deleteIfExists(fileOf(repository, tag)));
    }

    /** Names of repositories and tags are not safe as file names; their hash is. */
    private Path fileOf(String repository, Tag tag) {
        byte[] key = (repository + "\n" + tag).getBytes(StandardCharsets.UTF_8);
        return directory.file(KIND, Digest.sha256(key).hex());
    }
}
