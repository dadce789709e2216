package dev.portolan.http.repository;

import dev.portolan.error.CancelledException;
import dev.portolan.error.InvalidManifestException;
import dev.portolan.error.Problem;
import dev.portolan.error.UnsupportedException;
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
 * The list of referrers that clients keep under a tag where the registry keeps none (distribution-spec, "Referrers
 * Tag Schema"). Changes are read, made and written under a lock of this process; between processes, the later one
 * wins, as with every client.
 */
final class FallbackTag {
    private static final int LONGEST_HEX = 64;

    private final Api api;
    private final Manifests manifests;

    FallbackTag(Api api, Manifests manifests) {
        this.api = api;
        this.manifests = manifests;
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
            List<Descriptor> before = current(subject, tag);
            List<Descriptor> after = without(before, referrer.digest());
            after.add(referrer);
            write(tag, before, after);
        });
    }

    /**
     * Deletes a referrer and takes it off the list; under the lock, as some registries refuse a list that names what is
     * not there, and nobody may write one meanwhile.
     */
    void remove(Digest subject, Digest referrer, Runnable deletion) {
        Tag tag = of(subject);
        locked(tag, () -> {
            deletion.run();
            List<Descriptor> before = list(subject);
            write(tag, before, without(before, referrer));
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

    private void write(Tag tag, List<Descriptor> before, List<Descriptor> after) {
        if (!after.equals(before)) {
            manifests.put(tag, ImageIndex.builder().manifests(after).build());
        }
    }

    private void locked(Tag tag, Runnable change) {
        ReentrantLock lock = api.connection().lock(api.repository() + ":" + tag);
        try {
            lock.lockInterruptibly();
        } catch (InterruptedException e) {
            throw CancelledException.interrupted(
                    Problem.of("waiting to change " + tag).at(api.where()), e);
        }
        try {
            change.run();
        } finally {
            lock.unlock();
        }
    }
}
