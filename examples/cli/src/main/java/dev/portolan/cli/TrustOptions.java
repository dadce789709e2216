package dev.portolan.cli;

import dev.portolan.copy.CopyOptions;
import dev.portolan.signature.TrustPolicy;
import dev.portolan.signatures.VerificationKey;
import dev.portolan.signatures.containers.ContainersPolicy;
import dev.portolan.signatures.cosign.CosignVerifier;
import dev.portolan.signatures.notation.NotationPolicy;
import dev.portolan.signatures.notation.NotationTrustStore;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The keys and policies for verification. */
final class TrustOptions {
    @Option(
            names = "--key",
            paramLabel = "FILE",
            description = "require a cosign signature by this public key (repeatable; one is enough)")
    private List<Path> keys = new ArrayList<>();

    @Option(
            names = "--policy",
            paramLabel = "FILE",
            description =
                    "require what a trust policy requires: containers' policy.json, or notation's trustpolicy.json")
    private @Nullable Path policy;

    @Option(
            names = "--trust-store",
            paramLabel = "DIR",
            description = "notation's configuration directory (default: the directory of the trustpolicy.json)")
    private @Nullable Path trustStore;

    @Option(
            names = "--scope",
            paramLabel = "NAME",
            description = "registry scope in the trustpolicy.json (default: the repository)")
    private @Nullable String scope;

    /**
     * Returns the policy of the options; empty if there is none.
     *
     * @param annotations those that a signature by a key must have
     */
    Optional<TrustPolicy> policy(Map<String, String> annotations) {
        if (policy != null && (!keys.isEmpty() || !annotations.isEmpty())) {
            throw new IllegalArgumentException("--policy cannot be combined with --key and --annotation");
        }
        if (policy != null) {
            Path file = policy;
            return Optional.of(InputFile.parse(file, json -> parse(file, json)));
        }
        if (trustStore != null || scope != null) {
            throw new IllegalArgumentException("--trust-store and --scope need --policy with a trustpolicy.json");
        }
        if (keys.isEmpty()) {
            return Optional.empty();
        }
        VerificationKey[] read = keys.stream()
                .map(file -> InputFile.parse(file, VerificationKey::parse))
                .toArray(VerificationKey[]::new);
        return Optional.of(TrustPolicy.anyOf(CosignVerifier.of(read).withAnnotations(annotations)));
    }

    /** Returns these copy options, with the policy if there is one. */
    CopyOptions apply(CopyOptions options) {
        return policy(Map.of()).map(options::requiring).orElse(options);
    }

    /** Parses a policy file, whose members say which kind it is. */
    private TrustPolicy parse(Path file, byte[] json) {
        if (!new String(json, StandardCharsets.UTF_8).contains("\"trustPolicies\"")) {
            if (trustStore != null || scope != null) {
                throw new IllegalArgumentException(
                        "--trust-store and --scope need a --policy that is a trustpolicy.json of notation");
            }
            return ContainersPolicy.parse(json);
        }
        Path directory = trustStore == null ? file.toAbsolutePath().resolveSibling("") : trustStore;
        NotationPolicy notation = NotationPolicy.parse(json, NotationTrustStore.directory(directory));
        return scope == null ? notation : notation.withScope(scope);
    }
}
