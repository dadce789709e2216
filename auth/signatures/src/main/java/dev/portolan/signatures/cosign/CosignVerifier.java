package dev.portolan.signatures.cosign;

import dev.portolan.error.Text;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.ImageManifest;
import dev.portolan.model.Tag;
import dev.portolan.signature.SignatureFindings;
import dev.portolan.signature.SignatureVerifier;
import dev.portolan.signature.VerificationRequest;
import dev.portolan.signature.VerifiedSignature;
import dev.portolan.signatures.VerificationKey;
import dev.portolan.signatures.internal.RejectedException;
import dev.portolan.signatures.internal.SignatureManifests;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Verifies cosign's signatures and attestations with public keys: Sigstore bundles in referrers first, then the tags
 * {@code sha256-HEX.sig} and {@code sha256-HEX.att}. The experimental referrers of cosign 2 are verified too. Works offline; transparency logs and timestamps are ignored.
 *
 * <p>For a signature, the first good one ends the search. It costs the list of referrers (two requests where the
 * registry keeps none), two requests for each of at most 64 bundles, one for the tag, and one for each of its at most
 * 64 layers.
 *
 * @since 0.1.0
 */
public final class CosignVerifier implements SignatureVerifier {
    /** The annotation with the predicate type on a bundle's manifest; not signed, so it only saves requests. */
    static final String PREDICATE_TYPE = "dev.sigstore.bundle.predicateType";
    /** A layer that is an attestation, in the tag form. */
    static final String DSSE_LAYER = "application/vnd.dsse.envelope.v1+json";

    /** The largest signature, in bytes. */
    private static final long LARGEST_SIGNATURE = 1L << 20;
    /** The largest attestation, in bytes: an SBOM may be large. */
    static final long LARGEST_ATTESTATION = 48L << 20;

    private final CosignEnvelopeVerifier envelopes;
    private final SignedIdentity identity;
    private final Map<String, String> annotations;

    private CosignVerifier(CosignEnvelopeVerifier envelopes, SignedIdentity identity, Map<String, String> annotations) {
        this.envelopes = envelopes;
        this.identity = identity;
        this.annotations = annotations;
    }

    /** Returns a verifier that accepts signatures by one of these keys. */
    public static CosignVerifier of(VerificationKey... keys) {
        if (keys.length == 0) {
            throw new IllegalArgumentException("at least one key is needed");
        }
        return new CosignVerifier(new CosignEnvelopeVerifier(List.of(keys)), SignedIdentity.ANY, Map.of());
    }

    /** Returns a verifier that also compares the signed name with the requested one. */
    public CosignVerifier withIdentity(SignedIdentity required) {
        return new CosignVerifier(envelopes, required, annotations);
    }

    /** Returns a verifier that accepts only signatures with these signed annotations. */
    public CosignVerifier withAnnotations(Map<String, String> required) {
        return new CosignVerifier(envelopes, identity, Map.copyOf(required));
    }

    @Override
    public SignatureFindings verify(VerificationRequest request) {
        Search search = new Search(request);
        search.referrers();
        if (!search.isDone()) {
            search.tag();
        }
        return new SignatureFindings(search.accepted, search.rejected);
    }

    /** One search for the signatures of one manifest in a source. */
    private final class Search {
        private final VerificationRequest request;
        private final Digest subject;
        private final String wanted;
        private final SignatureManifests manifests;
        private final List<VerifiedSignature> accepted = new ArrayList<>();
        private final List<String> rejected = new ArrayList<>();

        Search(VerificationRequest request) {
            this.request = request;
            this.subject = request.manifest().digest();
            this.wanted = request.predicateType().orElse(Statement.SIGNATURE);
            this.manifests = new SignatureManifests(request.source());
        }

        /** One signature is enough; attestations are all verified. */
        boolean isDone() {
            return !accepted.isEmpty() && request.predicateType().isEmpty();
        }

        private long largest() {
            return request.predicateType().isEmpty() ? LARGEST_SIGNATURE : LARGEST_ATTESTATION;
        }

        void referrers() {
            for (Descriptor candidate : manifests.candidates(subject, Search::isType, this::isForThis, rejected)) {
                if (!isDone()) {
                    attempt("bundle " + candidate.digest(), () -> referrer(candidate));
                }
            }
        }

        private static boolean isType(String artifactType) {
            return Bundle.isMediaType(artifactType) || artifactType.equals(SimpleSigning.ARTIFACT_TYPE);
        }

        /** Returns whether the list of referrers says nothing else about the purpose of a bundle. */
        private boolean isForThis(Descriptor candidate) {
            try {
                requirePurpose(candidate.annotations());
                return true;
            } catch (RejectedException e) {
                rejected.add("bundle " + candidate.digest() + ": " + e.getMessage());
                return false;
            }
        }

        private void requirePurpose(Map<String, String> ofBundle) {
            String said = ofBundle.getOrDefault(PREDICATE_TYPE, wanted);
            if (!said.equals(wanted)) {
                throw CosignEnvelopeVerifier.otherPurpose(said, wanted);
            }
        }

        /** Verifies a referrer; empty when it is of another kind, which the list did not show. */
        private Optional<VerifiedSignature> referrer(Descriptor candidate) {
            ImageManifest manifest = manifests.manifest(candidate, subject);
            if (manifest.layers().size() != 1) {
                return Optional.empty();
            }
            Descriptor layer = manifest.layers().get(0);
            if (layer.mediaType().equals(SimpleSigning.MEDIA_TYPE)
                    && request.predicateType().isEmpty()) {
                return Optional.of(signature(layer));
            }
            if (!Bundle.isMediaType(layer.mediaType())) {
                return Optional.empty();
            }
            requirePurpose(manifest.annotations());
            VerifiedSignature verified = envelopes.bundle(manifests.envelope(layer, largest()), subject, wanted);
            if (!identity.acceptsUnnamed(request.reference())) {
                throw new RejectedException("a bundle does not name a repository, and the policy requires one");
            }
            return Optional.of(verified);
        }

        void tag() {
            boolean attestations = request.predicateType().isPresent();
            Tag tag = attestations ? CosignTags.attestations(subject) : CosignTags.signatures(subject);
            List<Descriptor> layers =
                    manifests.image(tag).map(ImageManifest::layers).orElse(List.of());
            if (layers.size() > SignatureManifests.MOST) {
                rejected.add("only the first " + SignatureManifests.MOST + " layers of " + tag + " were checked");
            }
            for (int i = 0; i < Math.min(layers.size(), SignatureManifests.MOST) && !isDone(); i++) {
                Descriptor layer = layers.get(i);
                attempt(
                        "layer " + (i + 1) + " of " + tag,
                        () -> Optional.of(attestations ? attestation(layer) : signature(layer)));
            }
        }

        private VerifiedSignature signature(Descriptor layer) {
            if (!layer.mediaType().equals(SimpleSigning.MEDIA_TYPE)) {
                throw new RejectedException("its media type is " + Text.quote(layer.mediaType()));
            }
            if (layer.annotation(SimpleSigning.CERTIFICATE).isPresent()) {
                throw new RejectedException("it is signed with a certificate (keyless), which is not supported");
            }
            String signature = layer.annotation(SimpleSigning.SIGNATURE)
                    .orElseThrow(() -> new RejectedException("it has no signature"));
            CosignEnvelopeVerifier.Named named =
                    envelopes.simpleSigning(manifests.envelope(layer, largest()), signature, subject);
            if (!identity.accepts(request.reference(), named.reference())) {
                throw new RejectedException("it is for " + Text.quote(named.reference()));
            }
            return named.signature();
        }

        private VerifiedSignature attestation(Descriptor layer) {
            if (!layer.mediaType().equals(DSSE_LAYER)) {
                throw new RejectedException("its media type is " + Text.quote(layer.mediaType()));
            }
            VerifiedSignature verified = envelopes.dsse(manifests.envelope(layer, largest()), subject, wanted);
            if (!identity.acceptsUnnamed(request.reference())) {
                throw new RejectedException("an attestation does not name a repository, and the policy requires one");
            }
            return verified;
        }

        private void attempt(String which, Supplier<Optional<VerifiedSignature>> verifying) {
            RejectedException.noted(which, rejected, () -> verifying.get().map(this::requireAnnotations))
                    .ifPresent(accepted::add);
        }

        private VerifiedSignature requireAnnotations(VerifiedSignature verified) {
            annotations.forEach((name, value) -> {
                if (!value.equals(verified.annotations().get(name))) {
                    throw new RejectedException("the annotation " + Text.quote(name) + " is not signed as required");
                }
            });
            return verified;
        }
    }
}
