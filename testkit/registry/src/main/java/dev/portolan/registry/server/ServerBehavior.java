package dev.portolan.registry.server;

import dev.portolan.error.OciException;
import dev.portolan.model.Digest;
import dev.portolan.model.DigestAlgorithm;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How this registry behaves where the specification leaves a choice, or where it deviates.
 *
 * @param quirks in which it departs from the plain reading
 * @param warnings that each response has (distribution-spec, "Warnings")
 */
record ServerBehavior(Set<Quirk> quirks, List<String> warnings) {

    boolean has(Quirk quirk) {
        return quirks.contains(quirk);
    }

    boolean takes(Optional<DigestAlgorithm> algorithm) {
        return algorithm.isPresent() && (algorithm.get() == DigestAlgorithm.SHA256 || !has(Quirk.SHA256_ONLY));
    }

    /** Returns a digest from outside, of an algorithm that this registry accepts. */
    Digest digest(String text) {
        Digest digest = Route.digest(text);
        if (!takes(Optional.of(digest.algorithm()))) {
            throw Refusal.of(ErrorCode.DIGEST_INVALID, "this registry supports only sha256");
        }
        return digest;
    }

    /** Returns a path as a {@code Location} has it. */
    String location(Exchange exchange, String path) {
        return has(Quirk.ABSOLUTE_LOCATIONS) ? exchange.request().base() + path : path;
    }

    String mediaType(String type) {
        return has(Quirk.CONTENT_TYPE_PARAMETERS) ? type + "; charset=utf-8" : type;
    }

    Refusal missing(ErrorCode code, OciException reason) {
        return missing(code, Refusal.words(reason));
    }

    /** Returns the error for missing content: not found, or that of registries that hide what exists. */
    Refusal missing(ErrorCode code, String detail) {
        if (has(Quirk.MISSING_IS_DENIED)) {
            return Refusal.of(ErrorCode.DENIED, detail);
        } else if (has(Quirk.MISSING_IS_UNAUTHORIZED)) {
            return Refusal.of(ErrorCode.UNAUTHORIZED, detail);
        }
        return Refusal.of(code, detail);
    }
}
