package dev.portolan.artifact;

import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.TagOrDigest;
import dev.portolan.port.Existence;
import dev.portolan.port.ForwardingRepository;
import dev.portolan.port.Repository;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A registry in which a tag and blobs are checked while other layers are still being packed. The copy that follows
 * reuses the results.
 */
final class AskedTarget extends ForwardingRepository {
    /** Blobs smaller than this, in bytes, are packed quickly, and a copy need not check them in a new repository. */
    private static final long LARGE = 1 << 20;

    private static final long GOOD_NANOS = 10_000_000_000L;

    private final TagOrDigest name;
    private final Map<Digest, Optional<Descriptor>> blobs = new ConcurrentHashMap<>();
    private volatile @Nullable Optional<Descriptor> named;
    private volatile long askedAt;

    private AskedTarget(Repository target, TagOrDigest name) {
        super(target);
        this.name = name;
    }

    /** Returns a target that can be checked in advance; empty if that saves no time, as with a layout. */
    static Optional<AskedTarget> of(Repository target, TagOrDigest name) {
        return target.capability(Existence.class).map(existence -> new AskedTarget(target, name));
    }

    void lookForTag() {
        askedAt = System.nanoTime();
        named = super.resolve(name);
    }

    /** Checks a large blob, unless the tag exists: then everything may exist, and no blob is checked. */
    void lookFor(Descriptor blob) {
        Optional<Descriptor> found = named;
        if (found != null && found.isEmpty() && blob.size() > LARGE) {
            blobs.computeIfAbsent(blob.digest(), super::stat);
        }
    }

    @Override
    public Optional<Descriptor> resolve(TagOrDigest reference) {
        Optional<Descriptor> found = named;
        // Checked again, because the tag may move while a large directory is packed.
        if (found != null && reference.equals(name) && (found.isEmpty() || System.nanoTime() - askedAt < GOOD_NANOS)) {
            return found;
        }
        return super.resolve(reference);
    }

    @Override
    public Optional<Descriptor> stat(Digest blob) {
        Optional<Descriptor> found = blobs.get(blob);
        return found != null ? found : super.stat(blob);
    }
}
