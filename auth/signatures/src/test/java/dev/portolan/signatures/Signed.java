package dev.portolan.signatures;

import dev.portolan.model.Descriptor;
import dev.portolan.model.ImageManifest;
import dev.portolan.model.Reference;
import dev.portolan.model.Tag;
import dev.portolan.model.TagOrDigest;
import dev.portolan.port.Repository;
import dev.portolan.signature.Signer;
import dev.portolan.signature.SigningRequest;
import dev.portolan.signature.TrustPolicy;
import dev.portolan.signature.VerificationRequest;
import dev.portolan.signature.VerifiedSignature;
import dev.portolan.testkit.fixture.Fixtures;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** A repository with an artifact v1, to be signed and verified. */
public record Signed(Repository repository, Reference reference, Descriptor manifest) {

    /** Pushes an artifact of one layer. */
    public static Signed of(Repository repository, Reference reference) {
        return of(repository, reference, 1);
    }

    /** Pushes an artifact that is different for each seed. */
    public static Signed of(Repository repository, Reference reference, int seed) {
        ImageManifest artifact = Fixtures.seeded(seed).artifact(repository, 1, 1000);
        repository.put((TagOrDigest) reference.tag().orElse(Tag.of("v1")), artifact);
        return new Signed(repository, reference, artifact.descriptor());
    }

    public List<Descriptor> sign(Signer signer) {
        return sign(signer, Map.of());
    }

    public List<Descriptor> sign(Signer signer, Map<String, String> annotations) {
        return signer.sign(new SigningRequest(repository, reference, manifest, annotations));
    }

    public List<Descriptor> attest(Signer signer, String type, String json) {
        return signer.attest(
                new SigningRequest(repository, reference, manifest, Map.of()),
                type,
                json.getBytes(StandardCharsets.UTF_8));
    }

    public List<VerifiedSignature> verify(TrustPolicy policy) {
        return policy.verify(VerificationRequest.signatures(repository, reference, manifest));
    }

    public List<VerifiedSignature> attestations(String type, TrustPolicy policy) {
        return policy.verify(VerificationRequest.attestations(repository, reference, manifest, type));
    }

    /** The digest reference, as other programs accept it. */
    public String pinned() {
        return reference.name() + "@" + manifest.digest();
    }
}
