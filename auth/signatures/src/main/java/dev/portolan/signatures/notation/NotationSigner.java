package dev.portolan.signatures.notation;

import dev.portolan.error.InvalidConfigurationException;
import dev.portolan.error.Problem;
import dev.portolan.internal.json.Json;
import dev.portolan.model.Annotations;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.ImageManifest;
import dev.portolan.signature.Signer;
import dev.portolan.signature.SigningRequest;
import dev.portolan.signatures.SigningKey;
import dev.portolan.signatures.internal.RejectedException;
import dev.portolan.signatures.internal.SignatureManifests;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Signs as notation does, with a key and its certificates. Attestations are not part of the Notary Project.
 *
 * @since 0.1.0
 */
public final class NotationSigner implements Signer {
    private static final String THUMBPRINTS = "io.cncf.notary.x509chain.thumbprint#S256";

    private final NotationSigning signing;
    private final NotationFormat format;
    private final @Nullable Duration lifetime;

    private NotationSigner(NotationSigning signing, NotationFormat format, @Nullable Duration lifetime) {
        this.signing = signing;
        this.format = format;
        this.lifetime = lifetime;
    }

    /**
     * Returns a signer that writes JWS.
     *
     * @param chain the certificate of the key first, the root last; or one self-signed certificate
     * @throws InvalidConfigurationException when the chain breaks a rule of the Notary Project, or does not belong to
     *     the key
     */
    public static NotationSigner of(SigningKey key, List<X509Certificate> chain) {
        if (chain.isEmpty()) {
            throw unusable("there are none");
        }
        try {
            CertificateRules.check(chain);
            X509Certificate leaf = chain.get(0);
            if (!leaf.getPublicKey().equals(key.publicKey())) {
                throw new RejectedException("the first one does not belong to the key");
            }
            if (!CertificateRules.areValid(chain, Instant.now())) {
                throw new RejectedException("one is not valid now");
            }
            NotationSigning signing = new NotationSigning(key, CertificateRules.algorithm(leaf), List.copyOf(chain));
            return new NotationSigner(signing, NotationFormat.JWS, null);
        } catch (RejectedException e) {
            throw unusable(e.getMessage());
        }
    }

    private static InvalidConfigurationException unusable(String reason) {
        return new InvalidConfigurationException(Problem.of("the certificates cannot be used for signing")
                .because(reason)
                .advice("list the certificate of the key first, then its issuers, the root last"));
    }

    /** Returns a signer that writes this format. */
    public NotationSigner withFormat(NotationFormat written) {
        return new NotationSigner(signing, Objects.requireNonNull(written), lifetime);
    }

    /** Returns a signer whose signatures expire. */
    public NotationSigner withLifetime(Duration newLifetime) {
        if (newLifetime.isNegative() || newLifetime.isZero()) {
            throw new IllegalArgumentException("the lifetime of a signature must be more than 0, not " + newLifetime);
        }
        return new NotationSigner(signing, format, newLifetime);
    }

    @Override
    public List<Descriptor> sign(SigningRequest request) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        Instant expiry = lifetime == null ? null : now.plus(lifetime).truncatedTo(ChronoUnit.SECONDS);
        byte[] payload = payload(request.manifest(), request.annotations());
        boolean jws = format == NotationFormat.JWS;
        byte[] envelope = jws ? Jws.write(signing, payload, now, expiry) : Cose.write(signing, payload, now, expiry);
        ImageManifest manifest = ImageManifest.builder()
                .artifactType(NotationEnvelope.ARTIFACT_TYPE)
                .layer(Descriptor.of(jws ? Jws.MEDIA_TYPE : Cose.MEDIA_TYPE, envelope))
                .subject(request.manifest().bare())
                .annotation(THUMBPRINTS, thumbprints(signing.chain()))
                .annotation(Annotations.CREATED, now.toString())
                .build();
        return List.of(SignatureManifests.attach(request.repository(), manifest, envelope));
    }

    static byte[] payload(Descriptor manifest, Map<String, String> annotations) {
        Map<String, Object> target = new LinkedHashMap<>();
        target.put("mediaType", manifest.mediaType());
        target.put("digest", manifest.digest().toString());
        target.put("size", manifest.size());
        if (!annotations.isEmpty()) {
            target.put("annotations", annotations);
        }
        return Json.write(Map.of("targetArtifact", target));
    }

    /** Returns the SHA-256 of each certificate, as a list in JSON. */
    private static String thumbprints(List<X509Certificate> chain) {
        List<String> prints = chain.stream()
                .map(certificate ->
                        Digest.sha256(NotationSigning.encoded(certificate)).hex())
                .toList();
        return new String(Json.write(prints), StandardCharsets.US_ASCII);
    }
}
