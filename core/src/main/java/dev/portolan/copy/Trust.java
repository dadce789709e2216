package dev.portolan.copy;

import dev.portolan.error.InvalidReferenceException;
import dev.portolan.error.UntrustedException;
import dev.portolan.model.Descriptor;
import dev.portolan.model.ImageIndex;
import dev.portolan.model.Manifest;
import dev.portolan.model.Reference;
import dev.portolan.model.TagOrDigest;
import dev.portolan.port.Source;
import dev.portolan.signature.TrustPolicy;
import dev.portolan.signature.VerificationRequest;
import java.util.List;

/**
 * Checks with a policy whether a resolved manifest may be copied. Nothing is resolved again after this.
 *
 * @since 0.1.0
 */
public final class Trust {
    private final TrustPolicy policy;

    /** Uses this policy. */
    public Trust(TrustPolicy policy) {
        this.policy = policy;
    }

    /**
     * Verifies that a manifest may be copied. A signed index covers its children; without one, each manifest that is
     * copied must be trusted itself.
     *
     * @param what the name that the user gave
     * @param named the manifest that has this name
     * @param selected what is copied of it: the same, the manifest of one platform, or an index of several of its
     *     children
     * @throws UntrustedException when the policy trusts neither
     */
    public void verify(Source source, TagOrDigest what, Manifest named, Manifest selected) {
        if (policy == TrustPolicy.ANYTHING) {
            return;
        }
        Reference reference = location(source).with(what);
        VerificationRequest request = VerificationRequest.signatures(source, reference, named.descriptor());
        try {
            policy.verify(request);
        } catch (UntrustedException e) {
            if (named.digest().equals(selected.digest())) {
                throw e;
            }
            verifyEach(request, selected, e);
        }
    }

    /** A custom source may have any name, for which no policy has a scope. */
    private static Reference location(Source source) {
        try {
            return Reference.ofName(source.name());
        } catch (InvalidReferenceException e) {
            return Reference.of("source", source.name());
        }
    }

    private void verifyEach(VerificationRequest request, Manifest selected, UntrustedException ofIndex) {
        List<Descriptor> copied =
                selected instanceof ImageIndex index ? index.manifests() : List.of(selected.descriptor());
        for (Descriptor manifest : copied) {
            try {
                policy.verify(request.of(manifest));
            } catch (UntrustedException e) {
                e.addSuppressed(ofIndex);
                throw e;
            }
        }
    }
}
