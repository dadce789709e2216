package dev.portolan.cache;

import dev.portolan.model.Descriptor;
import dev.portolan.model.Tag;
import dev.portolan.port.TagCache;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A tag cache in memory with an expiry time. It keeps at most 10,000 tags and evicts the oldest.
 *
 * @since 0.1.0
 */
public final class MemoryTagCache implements TagCache {
    private static final int MOST = 10_000;
    /** Practically forever; a longer duration could overflow the clock. */
    private static final Duration LONGEST = Duration.ofDays(100 * 365);

    private record Key(String repository, Tag tag) {}

    private record Remembered(Descriptor manifest, Instant until) {}

    private final Duration timeToLive;
    private final InstantSource clock;
    private final Map<Key, Remembered> tags = new LinkedHashMap<>();

    /**
     * Creates a cache whose entries expire this long after the tag was resolved or set.
     *
     * @param timeToLive not negative; zero caches nothing
     */
    public MemoryTagCache(Duration timeToLive) {
        this(timeToLive, InstantSource.system());
    }

    /** Creates a cache with this clock. */
    public MemoryTagCache(Duration timeToLive, InstantSource clock) {
        if (timeToLive.isNegative()) {
            throw new IllegalArgumentException("timeToLive must not be negative: " + timeToLive);
        }
        this.timeToLive = timeToLive.compareTo(LONGEST) > 0 ? LONGEST : timeToLive;
        this.clock = Objects.requireNonNull(clock);
    }

    @Override
    public synchronized Optional<Descriptor> get(String repository, Tag tag) {
        Key key = new Key(repository, tag);
        Remembered found = tags.get(key);
        if (found == null) {
            return Optional.empty();
        }
        if (!clock.instant().isBefore(found.until)) {
            tags.remove(key);
            return Optional.empty();
        }
        return Optional.of(found.manifest);
    }

    @Override
    public synchronized void put(String repository, Tag tag, Descriptor manifest) {
        if (timeToLive.isZero()) {
            return;
        }
        Key key = new Key(repository, tag);
        tags.remove(key);
        tags.put(key, new Remembered(manifest, clock.instant().plus(timeToLive)));
        if (tags.size() > MOST) {
            tags.remove(tags.keySet().iterator().next());
        }
    }

    @Override
    public synchronized void remove(String repository, Tag tag) {
        tags.remove(new Key(repository, tag));
    }
}
