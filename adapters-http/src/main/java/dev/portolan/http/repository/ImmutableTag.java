package dev.portolan.http.repository;

import dev.portolan.error.DeniedException;
import dev.portolan.error.OciException;
import dev.portolan.error.RegistryError;
import dev.portolan.model.Tag;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Recognizes that a registry refuses to move a tag. ECR answers 400 TAG_INVALID, Harbor 412, Quay 409, Azure 403 or
 * 405, Artifact Registry 400 MANIFEST_INVALID; only their words have something in common.
 */
final class ImmutableTag {
    private static final Pattern WORDS =
            Pattern.compile("immutab|already exist|overwrit|cannot update|locked|protected");

    private ImmutableTag() {}

    /** Returns whether this refusal of a tag can have that reason; it has when the tag exists. */
    static boolean isPossible(int status, List<RegistryError> errors) {
        boolean code = errors.stream().anyMatch(error -> error.code().equals("TAG_INVALID"));
        boolean words = errors.stream()
                .anyMatch(error -> WORDS.matcher((error.code() + " " + error.message()).toLowerCase(Locale.ROOT))
                        .find());
        return status == 409 || status == 412 || status / 100 == 4 && (code || words);
    }

    static DeniedException failure(Tag tag, String where, OciException refusal) {
        return new DeniedException(refusal.problem()
                .because("tag " + tag + " already exists, and tags of " + where + " are immutable")
                .advice("use another tag, or delete this one first")
                .causedBy(refusal));
    }
}
