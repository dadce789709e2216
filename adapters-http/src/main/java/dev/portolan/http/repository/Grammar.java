package dev.portolan.http.repository;

import dev.portolan.error.InvalidReferenceException;
import dev.portolan.error.Problem;
import dev.portolan.error.Text;
import dev.portolan.model.Digest;
import dev.portolan.model.RegistryReference;
import dev.portolan.model.Tag;
import dev.portolan.model.TagOrDigest;

/**
 * The names that may occur in the path of a request (distribution-spec, "Pulling manifests"). Layouts and archives hold
 * others: a name such as {@code other/manifests/v1} must not turn into the address of something else.
 */
final class Grammar {
    private Grammar() {}

    /** Returns the name of a repository, or an empty one for the registry as a whole. */
    static String repository(String registry, String name) {
        if (!name.isEmpty()) {
            RegistryReference.of(registry, name);
        }
        return name;
    }

    /**
     * Returns a tag or digest for a path.
     *
     * @throws InvalidReferenceException when a registry has no such tag
     */
    static String tagOrDigest(TagOrDigest reference) {
        String text = reference.toString();
        boolean good = reference instanceof Digest || reference instanceof Tag tag && tag.portable();
        if (!good) {
            throw new InvalidReferenceException(Problem.of(Text.quote(text) + " is not a valid tag in a registry")
                    .because("a tag is 1 to 128 letters, digits, '_', '.' or '-', and does not start with '.' or '-'")
                    .advice("use another name"));
        }
        return text;
    }
}
