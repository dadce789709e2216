package dev.portolan.copy;

import dev.portolan.error.CancelledException;
import dev.portolan.error.OciException;
import dev.portolan.model.Digest;
import dev.portolan.model.Tag;
import dev.portolan.port.Repository;
import dev.portolan.port.Source;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds the attachments of cosign to a manifest, by tags: {@code sha256-HEX.sig}, {@code .att} and {@code .sbom} in the
 * same repository. The tags are listed once, when the first manifest asks, so the number of requests does not grow with
 * the number of manifests. If listing is refused, or there are more than 10,000 tags, each name is looked up.
 */
final class SignatureTags {
    private static final List<String> SUFFIXES = List.of(".sig", ".att", ".sbom");
    private static final int MOST_LISTED = 10_000;

    private final Source from;
    private boolean asked;
    /** The tags of the source; null when they cannot all be listed. */
    private @Nullable Set<Tag> listed;

    SignatureTags(Source from) {
        this.from = from;
    }

    /** Returns the tags under which something is attached to a manifest. */
    List<Tag> of(Digest manifest) {
        Set<Tag> tags = listed();
        return SUFFIXES.stream()
                .map(suffix -> Tag.ofRefName(manifest.algorithm().id() + "-" + manifest.hex() + suffix))
                .filter(Tag::portable)
                .filter(tag -> tags == null ? from.resolve(tag).isPresent() : tags.contains(tag))
                .toList();
    }

    private synchronized @Nullable Set<Tag> listed() {
        if (!asked) {
            asked = true;
            listed = list();
        }
        return listed;
    }

    private @Nullable Set<Tag> list() {
        if (!(from instanceof Repository repository)) {
            return null;
        }
        try (Stream<Tag> tags = repository.tags()) {
            Set<Tag> found = new HashSet<>();
            tags.limit(MOST_LISTED + 1L).forEach(found::add);
            return found.size() > MOST_LISTED ? null : found;
        } catch (CancelledException e) {
            throw e;
        } catch (OciException e) {
            return null;
        }
    }
}
