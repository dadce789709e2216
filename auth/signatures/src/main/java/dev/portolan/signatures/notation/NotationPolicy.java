package dev.portolan.signatures.notation;

import dev.portolan.error.InvalidConfigurationException;
import dev.portolan.error.Problem;
import dev.portolan.error.Text;
import dev.portolan.error.UnsupportedException;
import dev.portolan.internal.json.Json;
import dev.portolan.internal.json.JsonFormatException;
import dev.portolan.internal.json.JsonObject;
import dev.portolan.model.Descriptor;
import dev.portolan.signature.TrustPolicy;
import dev.portolan.signature.VerificationRequest;
import dev.portolan.signature.VerifiedSignature;
import dev.portolan.signatures.internal.Members;
import dev.portolan.signatures.internal.RejectedException;
import dev.portolan.signatures.internal.SignatureManifests;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * A trust policy of the Notary Project, in the format of notation's {@code trustpolicy.json}
 * (trust-store-trust-policy.md). Verifies JWS and COSE signatures offline. Revocation is not checked: a certificate
 * that names a revocation list or an OCSP responder fails this check. Timestamps of RFC 3161 and plugins are not
 * supported.
 *
 * <p>Verifying costs the list of referrers and two requests for each of at most 64 signatures, until one is good.
 *
 * @since 0.1.0
 */
public final class NotationPolicy implements TrustPolicy {
    private final List<TrustStatement> statements;
    private final NotationTrustStore stores;
    private final String scope;
    private final InstantSource clock;

    private NotationPolicy(
            List<TrustStatement> statements, NotationTrustStore stores, String scope, InstantSource clock) {
        this.statements = statements;
        this.stores = stores;
        this.scope = scope;
        this.clock = clock;
    }

    /**
     * Parses a trust policy.
     *
     * @param json the content of {@code trustpolicy.json}
     * @param stores the certificates that it names
     * @throws InvalidConfigurationException when it is malformed or has an unknown member
     */
    public static NotationPolicy parse(byte[] json, NotationTrustStore stores) {
        try {
            JsonObject document = Members.only(Json.parseObject(json), Set.of("version", "trustPolicies"));
            if (!document.requiredString("version").equals("1.0")) {
                throw new JsonFormatException("\"version\" is not 1.0");
            }
            List<TrustStatement> statements = document.objects("trustPolicies").stream()
                    .map(TrustStatement::parse)
                    .toList();
            requireUnique(statements);
            return new NotationPolicy(statements, Objects.requireNonNull(stores), "", InstantSource.system());
        } catch (JsonFormatException e) {
            throw new InvalidConfigurationException(
                    Problem.of("the trust policy cannot be used").because(e.getMessage()));
        }
    }

    private static void requireUnique(List<TrustStatement> statements) {
        Set<String> names = new HashSet<>();
        Set<String> scopes = new HashSet<>();
        for (TrustStatement statement : statements) {
            if (!names.add(statement.name())) {
                throw new JsonFormatException("the policy " + Text.quote(statement.name()) + " occurs twice");
            }
            for (String one : statement.scopes()) {
                if (!scopes.add(one)) {
                    throw new JsonFormatException("the scope " + Text.quote(one) + " occurs twice");
                }
            }
        }
        if (statements.isEmpty()) {
            throw new JsonFormatException("\"trustPolicies\" is empty");
        }
    }

    /**
     * Returns the same policy for content that is not in a registry, or under another name than it was signed for.
     *
     * @param registryScope selects the policy, such as {@code example.com/app}
     */
    public NotationPolicy withScope(String registryScope) {
        return new NotationPolicy(statements, stores, registryScope, clock);
    }

    /** Returns the same policy at another time; for tests of expiry. */
    public NotationPolicy withClock(InstantSource newClock) {
        return new NotationPolicy(statements, stores, scope, newClock);
    }

    /**
     * {@inheritDoc}
     *
     * @throws UnsupportedException when attestations are requested, or the policy requires timestamps
     */
    @Override
    public List<VerifiedSignature> verify(VerificationRequest request) {
        if (request.predicateType().isPresent()) {
            throw unsupported(request, "the Notary Project has no attestations", "verify attestations with a key");
        }
        TrustStatement statement = applicable(request);
        if (statement.isSkipped()) {
            return List.of();
        }
        if (statement.alwaysTimestamps() && statement.stores().stream().anyMatch(store -> store.startsWith("tsa:"))) {
            throw unsupported(
                    request,
                    "the policy " + Text.quote(statement.name()) + " requires RFC 3161 timestamps",
                    "remove its tsa: stores, or set verifyTimestamp to afterCertExpiry");
        }
        NotationEnvelopeVerifier verifier = new NotationEnvelopeVerifier(statement, stores, clock.instant());
        SignatureManifests manifests = new SignatureManifests(request.source());
        List<String> rejected = new ArrayList<>();
        Descriptor subject = request.manifest();
        for (Descriptor candidate :
                manifests.candidates(subject.digest(), NotationEnvelope.ARTIFACT_TYPE::equals, any -> true, rejected)) {
            Optional<VerifiedSignature> verified = RejectedException.noted(
                    "signature " + candidate.digest(), rejected, () -> verifier.verify(manifests, candidate, subject));
            if (verified.isPresent()) {
                return List.of(verified.get());
            }
        }
        throw request.untrusted(rejected);
    }

    private TrustStatement applicable(VerificationRequest request) {
        String wanted = scope.isEmpty() ? request.reference().name() : scope;
        return statements.stream()
                .filter(statement -> statement.scopes().contains(wanted))
                .findFirst()
                .or(() -> statements.stream()
                        .filter(statement -> statement.scopes().contains("*"))
                        .findFirst())
                .orElseThrow(() -> request.untrusted(List.of("no trust policy applies to " + Text.quote(wanted))));
    }

    private static UnsupportedException unsupported(VerificationRequest request, String reason, String advice) {
        return new UnsupportedException(Problem.of("the signatures cannot be verified")
                .at(request.source().name())
                .because(reason)
                .advice(advice));
    }
}
