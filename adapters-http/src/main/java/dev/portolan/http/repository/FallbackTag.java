package dev.portolan.http.repository;

import dev.portolan.error.InvalidManifestException;
import dev.portolan.error.Problem;
import dev.portolan.error.UnsupportedException;
import dev.portolan.http.pipeline.Backoff;
import dev.portolan.http.pipeline.Locks;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.ImageIndex;
import dev.portolan.model.Manifest;
import dev.portolan.model.Tag;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The list of referrers that clients maintain under a tag if the registry has no referrers API (distribution-spec,
 * "Referrers Tag Schema"). The list is read, changed and written under a lock of this process. Another process may
 * overwrite a change, which registries cannot prevent; so after adding a referrer, the list is read again, and the
 * referrer added again if it is gone.
 */
final class FallbackTag {
    private static final int LONGEST_HEX = 64;

    /** How often a list is written again because another process has overwritten it. */
    private static final int MOST_REPAIRS = 5;

    /**
     * With more additions than this to one list within {@link #RECENT}, each of them reads the list anyway, and none
     * waits.
     */
    private static final int FEW = 8;

    /** How long a missing referrer counts as overwritten; later, it counts as removed. */
    private static final Duration RECENT = Duration.ofSeconds(10);

    private final Api api;
    private final Manifests manifests;
    private final Backoff backoff;

    /** The referrers that were added here lately. */
    private final Queue<Added> added = new ConcurrentLinkedQueue<>();

    private record Added(Digest subject, Descriptor referrer, Instant at) {
        boolean is(Digest itsSubject, Digest itself) {
            return subject.equals(itsSubject) && referrer.digest().equals(itself);
        }
    }

    FallbackTag(Api api, Manifests manifests, Backoff backoff) {
        this.api = api;
        this.manifests = manifests;
        this.backoff = backoff;
    }

    /** {@code sha256-…}; at most 64 characters of the hash, so that a longer one still makes a tag. */
    static Tag of(Digest subject) {
        String hex = subject.hex();
        return Tag.of(subject.algorithm().id() + "-" + hex.substring(0, Math.min(hex.length(), LONGEST_HEX)));
    }

    /**
     * Returns the referrers; empty when there is no such tag, or it is something else: GitLab answers the
     * subject.
     */
    List<Descriptor> list(Digest subject) {
        try {
            return manifests
                    .getNewest(of(subject))
                    .filter(manifest ->
                            manifest instanceof ImageIndex && !manifest.digest().equals(subject))
                    .map(Manifest::children)
                    .orElse(List.of());
        } catch (InvalidManifestException e) {
            return List.of();
        }
    }

    /**
     * Adds a referrer unless it is in the list.
     *
     * @throws UnsupportedException when the tag points to something other than a list, which is left unchanged
     */
    void add(Digest subject, Descriptor referrer) {
        Tag tag = of(subject);
        locked(tag, () -> {
            List<Descriptor> mine = remember(subject, referrer, backoff.now());
            List<Descriptor> before = current(subject, tag);
            List<Descriptor> after = with(without(before, referrer.digest()), mine);
            if (!after.equals(before)) {
                write(tag, after);
                repair(subject, tag, mine);
            }
        });
    }

    /** Returns what was added to a list lately, with this referrer. */
    private List<Descriptor> remember(Digest subject, Descriptor referrer, Instant now) {
        added.removeIf(one -> one.at().plus(RECENT).isBefore(now) || one.is(subject, referrer.digest()));
        added.add(new Added(subject, referrer, now));
        return added.stream()
                .filter(one -> one.subject().equals(subject))
                .map(Added::referrer)
                .toList();
    }

    /** Reads the list until it contains everything that was added. */
    private void repair(Digest subject, Tag tag, List<Descriptor> mine) {
        for (int repairs = 0; repairs < MOST_REPAIRS && !lock(tag).hasQueuedThreads(); repairs++) {
            if (mine.size() <= FEW) {
                backoff.pause(1, "adding a referrer of " + subject, api.where());
            }
            List<Descriptor> now = current(subject, tag);
            List<Descriptor> again = with(new ArrayList<>(now), mine);
            if (again.equals(now)) {
                return;
            }
            write(tag, again);
        }
    }

    /** Appends the referrers that a list lacks. */
    private static List<Descriptor> with(List<Descriptor> list, List<Descriptor> more) {
        more.stream()
                .filter(one -> list.stream().noneMatch(listed -> listed.digest().equals(one.digest())))
                .forEach(list::add);
        return list;
    }

    /**
     * Deletes a referrer and takes it off the list; under the lock, as some registries refuse a list that names what is
     * not there, and nobody may write one meanwhile.
     */
    void remove(Digest subject, Digest referrer, Runnable deletion) {
        Tag tag = of(subject);
        locked(tag, () -> {
            deletion.run();
            added.removeIf(one -> one.is(subject, referrer));
            List<Descriptor> before = list(subject);
            List<Descriptor> after = without(before, referrer);
            if (after.size() < before.size()) {
                write(tag, after);
            }
        });
    }

    private static List<Descriptor> without(List<Descriptor> list, Digest referrer) {
        List<Descriptor> others = new ArrayList<>(list);
        others.removeIf(one -> one.digest().equals(referrer));
        return others;
    }

    /** The current list; anything else is left unchanged, unless it is the subject itself, as in GitLab. */
    private List<Descriptor> current(Digest subject, Tag tag) {
        Optional<Manifest> there = manifests.getNewest(tag);
        if (there.isEmpty() || there.get().digest().equals(subject)) {
            return List.of();
        }
        if (there.get() instanceof ImageIndex list) {
            return list.children();
        }
        throw new UnsupportedException(Problem.of("adding a referrer of " + subject + " failed")
                .at(api.where())
                .because("the tag " + tag + ", which stores the list of referrers, is used for something else")
                .advice("move that tag, then push the referrer again"));
    }

    private void write(Tag tag, List<Descriptor> list) {
        manifests.put(tag, ImageIndex.builder().manifests(list).build());
    }

    private ReentrantLock lock(Tag tag) {
        return api.connection().lock(api.repository() + ":" + tag);
    }

    private void locked(Tag tag, Runnable change) {
        ReentrantLock lock = lock(tag);
        Locks.take(lock, "waiting to change " + tag, api.where());
        try {
            change.run();
        } finally {
            lock.unlock();
        }
    }
}
