package dev.portolan.port;

import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import java.util.stream.Stream;

/**
 * Lists the manifests whose subject is a given one (distribution-spec end-12a and end-12b).
 *
 * @since 0.1.0
 */
public interface Referrers extends Capability {

    /**
     * Returns the referrers of a manifest, each with its artifact type and annotations. The subject itself need not
     * exist. The stream is lazy; close it, or read it to its end.
     *
     * @param artifactType only those of this type; empty for all
     */
    Stream<Descriptor> referrers(Digest subject, String artifactType);

    /** Returns all referrers of a manifest. */
    default Stream<Descriptor> referrers(Digest subject) {
        return referrers(subject, "");
    }
}
