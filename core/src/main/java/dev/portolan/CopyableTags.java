package dev.portolan;

import dev.portolan.error.NotFoundException;
import dev.portolan.error.Problem;
import dev.portolan.model.Reference;
import dev.portolan.model.Tag;
import java.util.List;

/**
 * The tags of a repository that another one can store: names in a layout are free text, tags of a registry are not.
 */
final class CopyableTags {
    private CopyableTags() {}

    static boolean holds(Reference target, Tag tag) {
        return target.registryReference().isEmpty() || tag.portable();
    }

    /** Returns the tags that the target can store; there must be at least one. */
    static List<Tag> of(List<Tag> tags, String source, Reference target) {
        List<Tag> held = tags.stream().filter(tag -> holds(target, tag)).toList();
        if (held.isEmpty()) {
            throw nothingToCopy(tags, source, target);
        }
        return held;
    }

    private static NotFoundException nothingToCopy(List<Tag> tags, String source, Reference target) {
        Problem problem = Problem.of("there are no tags to copy").at(source);
        return new NotFoundException(
                tags.isEmpty()
                        ? problem.advice("copy one manifest by its digest, @sha256:…")
                        : problem.because("a registry cannot store its names, such as " + tags.get(0))
                                .advice("copy them one by one under other names, such as " + target.name() + ":TAG"));
    }
}
