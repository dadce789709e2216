package dev.portolan.port;

import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Lists referrers in the order of their digests, from any digest on, so that each page of a long list costs the same.
 *
 * @since 0.1.0
 */
public interface OrderedReferrers extends Capability {

    /**
     * Returns the referrers of a manifest in the order of their digests, each with its artifact type and annotations.
     * The stream is lazy; close it, or read it to its end.
     *
     * @param artifactType only those of this type; empty for all
     * @param after only those after this digest; empty for all
     */
    Stream<Descriptor> referrers(Digest subject, String artifactType, Optional<Digest> after);
}
