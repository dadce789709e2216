package dev.portolan.registry.list;

import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.port.Capability;
import java.util.Optional;
import java.util.stream.Stream;

/** Lists referrers in the order of their digests, from any digest on. */
public interface OrderedReferrers extends Capability {

    /**
     * Returns the referrers of a manifest in the order of their digests.
     *
     * @param artifactType only those of this type; empty for all
     * @param after only those after this digest; empty for all
     */
    Stream<Descriptor> referrers(Digest subject, String artifactType, Optional<Digest> after);
}
