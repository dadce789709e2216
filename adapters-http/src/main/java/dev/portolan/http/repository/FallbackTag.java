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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The list of referrers that clients maintain under a tag if the registry has no referrers API (distribution-spec,
 * "Referrers Tag Schema"). The list is read, changed and written under a lock of this process. Another process may
 * overwrite a change, which registries cannot prevent; so after a referrer was added or removed, the list is read again,
 * and the change repeated if it is gone.
 */
final class FallbackTag {
    private static final int LONGEST_HEX = 64;

    /** How often a list is written again because another process has overwritten it. */
    private static final int MOST_REPAIRS = 5;

    /** With more recent changes to one list than this, each of them reads the list anyway, and none waits. */
    private static final int FEW = 8;

    private final Api api;
    private final Manifests manifests;
    private final Backoff backoff;

    private final RecentChanges<Descriptor> added = new RecentChanges<>();
    private final RecentChanges<Digest> removed = new RecentChanges<>();

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
            removed.forget(subject, referrer.digest());
            List<Descriptor> mine = added.add(subject, referrer.digest(), referrer, backoff.now());
            List<Digest> gone = removed.of(subject, backoff.now());
            List<Descriptor> before = current(subject, tag);
            List<Descriptor> after = with(without(stillWithout(before, gone), referrer.digest()), mine);
            if (!after.equals(before)) {
                write(tag, after);
                repair(subject, tag, mine, gone);
            }
        });
    }

    /**
     * Deletes a referrer and removes it from the list. Holds the lock all the time: some registries refuse a list that
     * contains a missing referrer, so no list may be written in between.
     */
    void remove(Digest subject, Digest referrer, Runnable deletion) {
        Tag tag = of(subject);
        locked(tag, () -> {
            deletion.run();
            added.forget(subject, referrer);
            List<Digest> gone = removed.add(subject, referrer, referrer, backoff.now());
            List<Descriptor> before = list(subject);
            List<Descriptor> after = without(before, referrer);
            if (!after.equals(before)) {
                write(tag, after);
                repair(subject, tag, added.of(subject, backoff.now()), gone);
            }
        });
    }

    /** Reads the list until it is as it was changed. */
    private void repair(Digest subject, Tag tag, List<Descriptor> mine, List<Digest> gone) {
        for (int repairs = 0; repairs < MOST_REPAIRS && !lock(tag).hasQueuedThreads(); repairs++) {
            if (mine.size() + gone.size() <= FEW) {
                backoff.pause(1, "changing the list of referrers of " + subject, api.where());
            }
            List<Descriptor> now = current(subject, tag);
            List<Descriptor> again = with(stillWithout(now, gone), mine);
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

    /** Removes the referrers that this process has deleted, unless somebody has pushed them again. */
    private List<Descriptor> stillWithout(List<Descriptor> list, List<Digest> gone) {
        List<Descriptor> others = new ArrayList<>(list);
        others.removeIf(one ->
                gone.contains(one.digest()) && manifests.head(one.digest()).isEmpty());
        return others;
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
        throw new UnsupportedException(Problem.of("changing the list of referrers of " + subject + " failed")
                .at(api.where())
                .because("the tag " + tag + ", which stores the list of referrers, is used for something else")
                .advice("move that tag, then try again"));
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
