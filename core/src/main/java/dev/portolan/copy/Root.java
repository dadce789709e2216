package dev.portolan.copy;

import dev.portolan.model.Manifest;
import dev.portolan.model.TagOrDigest;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One thing to copy, with all that it points to, and its names at the target. */
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
     * What the source has under this name.
     *
     * @param as its names at the target, set in this order; empty for its digest alone
     */
    public static Root of(TagOrDigest what, List<? extends TagOrDigest> as) {
        return new Root(what, null, as);
    }

    /**
     * A manifest of the source that is known already, and not fetched once more.
     *
     * @param as its names at the target, set in this order; empty for its digest alone
     */
    public static Root of(Manifest manifest, List<? extends TagOrDigest> as) {
        return new Root(manifest.digest(), manifest, as);
    }

    /** Its name at the source. */
    public TagOrDigest what() {
        return what;
    }

    /** The manifest, where it is known already. */
    public Optional<Manifest> manifest() {
        return Optional.ofNullable(manifest);
    }

    /** Its names at the target. */
    public List<TagOrDigest> as() {
        return as;
    }
}
