package dev.portolan.archive;

import dev.portolan.model.Tag;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The options of a push: tags and annotations. Immutable; each {@code with} method returns a copy.
 *
 * @since 0.1.0
 */
public final class PushOptions {
    private static final PushOptions DEFAULTS = new PushOptions(List.of(), Map.of());

    private final List<Tag> tags;
    private final Map<String, String> annotations;

    private PushOptions(List<Tag> tags, Map<String, String> annotations) {
        this.tags = tags;
        this.annotations = annotations;
    }

    /** Returns the default options: no additional tags, and no annotation except the creation time. */
    public static PushOptions defaults() {
        return DEFAULTS;
    }

    /** Returns the additional tags. */
    public List<Tag> tags() {
        return tags;
    }

    /** Returns the annotations of the manifest. */
    public Map<String, String> annotations() {
        return annotations;
    }

    /**
     * Returns a copy with exactly these additional tags, which are set last.
     */
    public PushOptions withTags(List<Tag> more) {
        return new PushOptions(List.copyOf(more), annotations);
    }

    /**
     * Returns a copy with exactly these additional tags.
     *
     * @throws dev.portolan.error.InvalidReferenceException when one of them is malformed
     */
    public PushOptions withTags(String... more) {
        return withTags(Stream.of(more).map(Tag::of).toList());
    }

    /**
     * Returns a copy with exactly these annotations. {@code org.opencontainers.image.created} is added when it is not
     * among them.
     */
    public PushOptions withAnnotations(Map<String, String> all) {
        return new PushOptions(tags, Map.copyOf(all));
    }
}
