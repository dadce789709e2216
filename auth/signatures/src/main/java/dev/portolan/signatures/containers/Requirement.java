package dev.portolan.signatures.containers;

import dev.portolan.error.InvalidConfigurationException;
import dev.portolan.error.Problem;
import dev.portolan.error.Text;
import dev.portolan.error.UnsupportedException;
import dev.portolan.internal.json.JsonFormatException;
import dev.portolan.internal.json.JsonObject;
import dev.portolan.signature.TrustPolicy;
import dev.portolan.signature.VerificationRequest;
import dev.portolan.signature.VerifiedSignature;
import dev.portolan.signatures.VerificationKey;
import dev.portolan.signatures.cosign.CosignVerifier;
import dev.portolan.signatures.cosign.SignedIdentity;
import dev.portolan.signatures.internal.Members;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;

/** One requirement of a {@code policy.json}; all requirements of a scope must be met. */
@FunctionalInterface
interface Requirement {
    /** Returns the signatures that fulfil it; fails when it is not fulfilled. */
    List<VerifiedSignature> verify(VerificationRequest request);

    List<String> KEYS = List.of("keyPath", "keyPaths", "keyData", "keyDatas");
    List<String> AUTHORITIES = List.of("fulcio", "pki");
    List<String> LOGS =
            List.of("rekorPublicKeyPath", "rekorPublicKeyPaths", "rekorPublicKeyData", "rekorPublicKeyDatas");

    static Requirement parse(JsonObject json) {
        String type = json.requiredString("type");
        return switch (type) {
            case "insecureAcceptAnything" -> {
                Members.only(json, Set.of("type"));
                yield request -> List.of();
            }
            case "reject" -> {
                Members.only(json, Set.of("type"));
                yield request -> {
                    throw request.untrusted(List.of("the policy rejects everything in this scope"));
                };
            }
            case "signedBy" -> {
                Members.only(json, Set.of("type", "keyType", "keyPath", "keyPaths", "keyData", "signedIdentity"));
                yield unsupported("signedBy", "GPG signatures are not supported");
            }
            case "sigstoreSigned" -> sigstoreSigned(json);
            default -> throw new JsonFormatException("\"" + json.path("type") + "\" is not a known requirement");
        };
    }

    private static Requirement sigstoreSigned(JsonObject json) {
        List<String> known = new ArrayList<>(List.of("type", "signedIdentity"));
        known.addAll(KEYS);
        known.addAll(AUTHORITIES);
        known.addAll(LOGS);
        Members.only(json, Set.copyOf(known));
        SignedIdentity identity =
                json.object("signedIdentity").map(Identities::parse).orElse(Identities.DEFAULT);
        long sources = json.members().keySet().stream()
                .filter(name -> KEYS.contains(name) || AUTHORITIES.contains(name))
                .count();
        if (sources != 1) {
            throw new JsonFormatException("\"" + json.path("") + "\" needs exactly one of keyPath, keyPaths, keyData,"
                    + " keyDatas, fulcio and pki");
        }
        for (String authority : AUTHORITIES) {
            if (json.members().containsKey(authority)) {
                return unsupported("sigstoreSigned with " + authority, "certificates are not supported");
            }
        }
        for (String log : LOGS) {
            if (json.members().containsKey(log)) {
                return unsupported("sigstoreSigned with " + log, "transparency logs are not supported");
            }
        }
        VerificationKey[] keys = keys(json).toArray(VerificationKey[]::new);
        if (keys.length == 0) {
            throw new JsonFormatException("\"" + json.path("") + "\" has no keys");
        }
        return TrustPolicy.anyOf(CosignVerifier.of(keys).withIdentity(identity))::verify;
    }

    private static Requirement unsupported(String what, String reason) {
        return request -> {
            throw new UnsupportedException(Problem.of("the policy requires " + what)
                    .at(request.source().name())
                    .because(reason)
                    .advice("require sigstoreSigned with a key, or verify with another program"));
        };
    }

    private static List<VerificationKey> keys(JsonObject json) {
        List<String> paths = new ArrayList<>(json.strings("keyPaths"));
        json.string("keyPath").ifPresent(paths::add);
        List<VerificationKey> keys = new ArrayList<>();
        paths.forEach(path -> keys.add(read(path)));
        List<String> inline = new ArrayList<>(json.strings("keyDatas"));
        json.string("keyData").ifPresent(inline::add);
        for (String data : inline) {
            try {
                keys.add(VerificationKey.parse(Base64.getDecoder().decode(data)));
            } catch (IllegalArgumentException e) {
                throw new JsonFormatException("\"" + json.path("keyData") + "\" is not base64");
            }
        }
        return keys;
    }

    private static VerificationKey read(String path) {
        try {
            return VerificationKey.parse(Files.readAllBytes(Path.of(path)));
        } catch (IOException e) {
            throw new InvalidConfigurationException(
                    Problem.of("the key " + Text.quote(path) + " of the policy cannot be read")
                            .because("there is no such file, or it is not readable"));
        }
    }
}
