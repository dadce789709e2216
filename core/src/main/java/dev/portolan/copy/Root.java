package dev.portolan.copy;

import dev.portolan.model.Manifest;
import dev.portolan.model.TagOrDigest;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A manifest to copy with everything it references, and its names in the target.
 *
 * @since 0.1.0
 */
public final class Root {
    private final TagOrDigest what;
    private final @Nullable Manifest manifest;
    private final List<TagOrDigest> as;

    private Root(TagOrDigest what, @Nullable Manifest manifest, List<? extends TagOrDigest> as) {
        this.what = what;
        this.manifest = manifest;
        this.as = List.copyOf(as);
    }

    /**
     * Names a manifest in the source.
     *
     * @param as its names in the target, set in this order; empty for its digest alone
     */
    public static Root of(TagOrDigest what, List<? extends TagOrDigest> as) {
        return new Root(what, null, as);
    }

    /**
     * Uses a manifest of the source that was fetched already.
     *
     * @param as its names in the target, set in this order; empty for its digest alone
     */
    public static Root of(Manifest manifest, List<? extends TagOrDigest> as) {
        return new Root(manifest.digest(), manifest, as);
    }

    /** Returns its tag or digest in the source. */
    public TagOrDigest what() {
        return what;
    }

    /** Returns the manifest, if it was fetched already. */
    public Optional<Manifest> manifest() {
        return Optional.ofNullable(manifest);
    }

    /** Returns its names in the target. */
    public List<TagOrDigest> as() {
        return as;
    }
}
