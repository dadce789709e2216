package dev.portolan.signatures.containers;

import dev.portolan.error.InvalidConfigurationException;
import dev.portolan.error.Problem;
import dev.portolan.error.Text;
import dev.portolan.internal.json.Json;
import dev.portolan.internal.json.JsonFormatException;
import dev.portolan.internal.json.JsonObject;
import dev.portolan.signature.TrustPolicy;
import dev.portolan.signature.VerificationRequest;
import dev.portolan.signature.VerifiedSignature;
import dev.portolan.signatures.internal.Members;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The {@code policy.json} of Podman, Skopeo and CRI-O (containers-policy.json.5). Understands {@code
 * insecureAcceptAnything}, {@code reject} and {@code sigstoreSigned} with keys; content with another requirement is
 * refused with an error that names the requirement. Its keys are read when the policy is parsed.
 *
 * <p>Unlike Skopeo 1.22, a Sigstore bundle counts as a signature too. A bundle does not name a repository, so it counts
 * as a signature for the repository in which it was found.
 *
 * @since 0.1.0
 */
public final class ContainersPolicy implements TrustPolicy {
    private final Map<String, Map<String, List<Requirement>>> transports;
    private final List<Requirement> otherwise;

    private ContainersPolicy(Map<String, Map<String, List<Requirement>>> transports, List<Requirement> otherwise) {
        this.transports = transports;
        this.otherwise = otherwise;
    }

    /**
     * Parses a policy.
     *
     * @param json the content of {@code policy.json}
     * @throws InvalidConfigurationException when it is malformed, has an unknown member, or names a key that cannot be
     *     read
     */
    public static ContainersPolicy parse(byte[] json) {
        try {
            JsonObject document = Members.only(Json.parseObject(json), Set.of("default", "transports"));
            List<Requirement> otherwise = requirements(document, "default");
            Map<String, Map<String, List<Requirement>>> transports = new LinkedHashMap<>();
            document.object("transports")
                    .ifPresent(all -> all.members().keySet().forEach(transport -> {
                        JsonObject scopes = all.requiredObject(transport);
                        Map<String, List<Requirement>> read = new LinkedHashMap<>();
                        scopes.members().keySet().forEach(scope -> {
                            if (!Scopes.isValid(transport, scope)) {
                                throw new JsonFormatException("the scope " + Text.quote(scope) + " of " + transport
                                        + " can never apply; write \"\", or an absolute path without . and ..");
                            }
                            read.put(scope, requirements(scopes, scope));
                        });
                        transports.put(transport, read);
                    }));
            return new ContainersPolicy(transports, otherwise);
        } catch (JsonFormatException e) {
            throw new InvalidConfigurationException(
                    Problem.of("the trust policy cannot be used").because(e.getMessage()));
        }
    }

    private static List<Requirement> requirements(JsonObject parent, String name) {
        List<Requirement> requirements =
                parent.objects(name).stream().map(Requirement::parse).toList();
        if (requirements.isEmpty()) {
            throw new JsonFormatException("\"" + Text.quote(parent.path(name)) + "\" has no requirements");
        }
        return requirements;
    }

    @Override
    public List<VerifiedSignature> verify(VerificationRequest request) {
        List<VerifiedSignature> signatures = new ArrayList<>();
        for (Requirement requirement : applicable(request)) {
            signatures.addAll(requirement.verify(request));
        }
        return signatures;
    }

    private List<Requirement> applicable(VerificationRequest request) {
        Scopes scopes = Scopes.of(request.reference());
        Map<String, List<Requirement>> own = transports.getOrDefault(scopes.transport(), Map.of());
        for (String scope : scopes.candidates()) {
            List<Requirement> found = own.get(scope);
            if (found != null) {
                return found;
            }
        }
        return otherwise;
    }
}
