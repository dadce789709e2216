package dev.portolan.signatures.cosign;

import dev.portolan.error.InvalidConfigurationException;
import dev.portolan.error.InvalidReferenceException;
import dev.portolan.error.LimitExceededException;
import dev.portolan.error.Problem;
import dev.portolan.internal.json.Json;
import dev.portolan.internal.json.JsonFormatException;
import dev.portolan.model.Annotations;
import dev.portolan.model.Descriptor;
import dev.portolan.model.ImageManifest;
import dev.portolan.model.Reference;
import dev.portolan.model.RegistryReference;
import dev.portolan.signature.Signer;
import dev.portolan.signature.SigningRequest;
import dev.portolan.signatures.SignatureAlgorithm;
import dev.portolan.signatures.SigningKey;
import dev.portolan.signatures.VerificationKey;
import dev.portolan.signatures.internal.SignatureManifests;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Signs as cosign does, with a key. By default the signature is a Sigstore bundle in a referrer of the manifest, as
 * cosign 3 writes it. {@link #withForms} adds or chooses the tag form, which cosign 1 and 2, Podman, Skopeo and Kyverno
 * read. Nothing is sent to a transparency log.
 *
 * <p>The tag form keeps all signatures of a manifest in one list. Threads that share one signer do not overwrite each
 * other's signatures. Between processes the later one wins, as with cosign itself.
 *
 * @since 0.1.0
 */
public final class CosignSigner implements Signer {
    private final SigningKey key;
    private final VerificationKey publicKey;
    private final SignatureAlgorithm algorithm;
    private final List<CosignForm> forms;
    private final String identity;
    private final CosignTags tags;

    private CosignSigner(SigningKey key, List<CosignForm> forms, String identity, CosignTags tags) {
        this.tags = tags;
        this.key = key;
        this.identity = identity;
        this.publicKey = VerificationKey.of(key.publicKey());
        this.algorithm = SignatureAlgorithm.ofCosign(key.publicKey());
        this.forms = forms;
    }

    /**
     * Returns a signer that writes bundles.
     *
     * @throws InvalidConfigurationException when cosign does not support keys of this kind
     */
    public static CosignSigner of(SigningKey key) {
        return new CosignSigner(Objects.requireNonNull(key), List.of(CosignForm.BUNDLE), "", new CosignTags());
    }

    /** Returns a signer that writes these forms. */
    public CosignSigner withForms(CosignForm... written) {
        if (written.length == 0) {
            throw new IllegalArgumentException("a signature needs a format");
        }
        return new CosignSigner(key, List.of(written).stream().distinct().toList(), identity, tags);
    }

    /**
     * Returns a signer that signs this name in the tag form instead of the name of the repository: for images that will
     * be copied to another registry, or that are signed in a layout.
     */
    public CosignSigner withIdentity(RegistryReference repository) {
        return new CosignSigner(key, forms, repository.registry() + "/" + repository.repository(), tags);
    }

    @Override
    public List<Descriptor> sign(SigningRequest request) {
        byte[] statement = Statement.signature(request.manifest().digest(), request.annotations());
        return forms.stream()
                .map(form -> form == CosignForm.BUNDLE
                        ? pushBundle(request, Statement.SIGNATURE, statement)
                        : appendToTag(request))
                .toList();
    }

    /**
     * Signs a statement about a manifest and pushes it: as a bundle, under the tag {@code sha256-HEX.att}, or both,
     * depending on the forms of this signer.
     *
     * @throws InvalidConfigurationException when the predicate is not JSON
     */
    @Override
    public List<Descriptor> attest(SigningRequest request, String predicateType, byte[] predicate) {
        requireJson(predicate);
        if (predicateType.isEmpty() || predicateType.equals(Statement.SIGNATURE)) {
            throw new IllegalArgumentException("an attestation needs a predicate type of its own");
        }
        String name = request.reference().registryReference().isPresent() ? signedName(request) : identity;
        byte[] statement = Statement.attestation(name, request.manifest().digest(), predicateType, predicate);
        return forms.stream()
                .map(form -> form == CosignForm.BUNDLE
                        ? pushBundle(request, predicateType, statement)
                        : appendAttestation(request, predicateType, statement))
                .toList();
    }

    private static void requireJson(byte[] predicate) {
        try {
            Json.parse(predicate);
        } catch (JsonFormatException e) {
            throw new InvalidConfigurationException(Problem.of("the predicate is not JSON")
                    .because(e.getMessage())
                    .advice("convert the document to JSON"));
        }
    }

    private static void requireReadable(SigningRequest request, byte[] envelope) {
        if (envelope.length > CosignVerifier.LARGEST_ATTESTATION) {
            throw new LimitExceededException(Problem.of("the attestation is too large")
                    .at(request.reference().toString())
                    .because("it has " + envelope.length + " bytes, the limit is " + CosignVerifier.LARGEST_ATTESTATION)
                    .advice("attach the document instead, and attest its digest"));
        }
    }

    private Dsse envelope(byte[] statement) {
        byte[] signed = Dsse.preAuthenticationEncoding(Dsse.IN_TOTO, statement);
        return new Dsse(Dsse.IN_TOTO, statement, List.of(key.sign(algorithm, signed)));
    }

    private Descriptor pushBundle(SigningRequest request, String predicateType, byte[] statement) {
        byte[] bundle = Bundle.write(publicKey, envelope(statement));
        requireReadable(request, bundle);
        ImageManifest manifest = ImageManifest.builder()
                .artifactType(Bundle.V0_3)
                .layer(Descriptor.of(Bundle.V0_3, bundle))
                .subject(request.manifest().bare())
                .annotation("dev.sigstore.bundle.content", "dsse-envelope")
                .annotation(CosignVerifier.PREDICATE_TYPE, predicateType)
                .annotation(
                        Annotations.CREATED,
                        Instant.now().truncatedTo(ChronoUnit.SECONDS).toString())
                .build();
        return SignatureManifests.attach(request.repository(), manifest, bundle);
    }

    private Descriptor appendToTag(SigningRequest request) {
        byte[] payload =
                SimpleSigning.write(signedName(request), request.manifest().digest(), request.annotations());
        Descriptor layer = Descriptor.of(SimpleSigning.MEDIA_TYPE, payload)
                .withAnnotation(
                        SimpleSigning.SIGNATURE, Base64.getEncoder().encodeToString(key.sign(algorithm, payload)));
        return tags.append(
                request.repository(), CosignTags.signatures(request.manifest().digest()), layer, payload);
    }

    private Descriptor appendAttestation(SigningRequest request, String predicateType, byte[] statement) {
        byte[] content = Json.write(envelope(statement).toJson());
        requireReadable(request, content);
        Descriptor layer = Descriptor.of(CosignVerifier.DSSE_LAYER, content)
                .withAnnotation(SimpleSigning.SIGNATURE, "")
                .withAnnotation("predicateType", predicateType);
        return tags.append(
                request.repository(), CosignTags.attestations(request.manifest().digest()), layer, content);
    }

    private String signedName(SigningRequest request) {
        if (!identity.isEmpty()) {
            return identity;
        }
        return Optional.of(request.reference())
                .filter(reference -> reference.registryReference().isPresent())
                .map(Reference::name)
                .orElseThrow(() -> new InvalidReferenceException(
                        Problem.of("the tag form of a signature needs the name of a repository in a registry")
                                .at(request.reference().toString())
                                .advice("set the name to sign, or write only the bundle form")));
    }
}
