package dev.portolan.http.repository;

import dev.portolan.model.Digest;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Recent changes to lists of referrers. If a list lacks one, another process has overwritten it; if it lacks an older one,
 * somebody has changed it on purpose. Safe to use from several threads.
 *
 * @param <T> the value that describes a change
 */
final class RecentChanges<T> {
    private static final Duration RECENT = Duration.ofSeconds(10);

    private final Map<Digest, Map<Digest, Change<T>>> bySubject = new ConcurrentHashMap<>();

    private record Change<T>(T what, Instant at) {
        boolean isOld(Instant now) {
            return at.plus(RECENT).isBefore(now);
        }
    }

    /** Remembers a change, and returns the recent ones of its list, the newest last. */
    List<T> add(Digest subject, Digest referrer, T what, Instant now) {
        bySubject.values().removeIf(changes -> changes.values().stream().allMatch(change -> change.isOld(now)));
        bySubject.compute(subject, (same, known) -> {
            Map<Digest, Change<T>> changes =
                    new LinkedHashMap<>(Optional.ofNullable(known).orElse(Map.of()));
            changes.values().removeIf(change -> change.isOld(now));
            changes.remove(referrer);
            changes.put(referrer, new Change<>(what, now));
            return changes;
        });
        return of(subject, now);
    }

    /** Returns the recent changes of a list. */
    List<T> of(Digest subject, Instant now) {
        return bySubject.getOrDefault(subject, Map.of()).values().stream()
                .filter(change -> !change.isOld(now))
                .map(Change::what)
                .toList();
    }

    /** Forgets a change, since the opposite was done. */
    void forget(Digest subject, Digest referrer) {
        bySubject.computeIfPresent(subject, (same, known) -> {
            Map<Digest, Change<T>> changes = new LinkedHashMap<>(known);
            changes.remove(referrer);
            return changes;
        });
    }
}
