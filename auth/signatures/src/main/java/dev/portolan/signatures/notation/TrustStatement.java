package dev.portolan.signatures.notation;

import dev.portolan.error.Text;
import dev.portolan.internal.json.JsonFormatException;
import dev.portolan.internal.json.JsonObject;
import dev.portolan.model.RegistryReference;
import dev.portolan.signatures.internal.Members;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * One policy of a document: its repositories, its level, and the trusted identities.
 *
 * @param name of the policy, for messages
 * @param scopes {@code host/repository}, or {@code *} alone
 * @param isSkipped whether nothing is verified
 * @param actions what happens when a check fails
 * @param stores {@code TYPE:NAME}
 * @param identities of the signer; empty for any
 * @param alwaysTimestamps whether a timestamp is wanted even while the certificates are valid
 */
record TrustStatement(
        String name,
        List<String> scopes,
        boolean isSkipped,
        Map<Check, Action> actions,
        List<String> stores,
        List<SubjectName> identities,
        boolean alwaysTimestamps) {

    /** The checks in addition to integrity. */
    enum Check {
        AUTHENTICITY("authenticity"),
        TIMESTAMP("authenticTimestamp"),
        EXPIRY("expiry"),
        REVOCATION("revocation");

        private final String member;

        Check(String member) {
            this.member = member;
        }
    }

    /** The consequence of a failed check. */
    enum Action {
        ENFORCE,
        LOG,
        SKIP
    }

    private static final String SUBJECT = "x509.subject:";
    private static final Pattern REPOSITORY = Pattern.compile("[a-z0-9]+(([._/]|__|-+)[a-z0-9]+)*");
    private static final Set<String> STORES = Set.of("ca", "signingAuthority", "tsa");

    static TrustStatement parse(JsonObject json) {
        Members.only(
                json, Set.of("name", "registryScopes", "signatureVerification", "trustStores", "trustedIdentities"));
        String name = json.requiredString("name");
        JsonObject verification = Members.only(
                json.requiredObject("signatureVerification"), Set.of("level", "override", "verifyTimestamp"));
        String level = verification.requiredString("level");
        boolean skipped = level.equals("skip");
        Map<Check, Action> actions = level(level, verification);
        verification.object("override").ifPresent(override -> {
            if (skipped) {
                throw wrong(verification, "override", "the level skip cannot be overridden");
            }
            override(override, actions);
        });
        List<String> scopes = json.strings("registryScopes");
        boolean everywhere = scopes.contains("*");
        if (scopes.isEmpty() || everywhere && (scopes.size() > 1 || skipped)) {
            throw wrong(json, "registryScopes", "it must list repositories, or only \"*\" and not with the level skip");
        }
        for (String scope : scopes) {
            // A scope that can never apply would leave its repositories to the policy for "*".
            if (!everywhere && !isRepository(scope)) {
                throw wrong(
                        json,
                        "registryScopes",
                        Text.quote(scope) + " is not HOST/REPOSITORY without a tag or wildcard");
            }
        }
        List<String> stores = json.strings("trustStores");
        List<String> identities = json.strings("trustedIdentities");
        if (!skipped && (stores.isEmpty() || identities.isEmpty())) {
            throw wrong(json, "trustStores", "trust stores and trusted identities are needed");
        }
        for (String store : stores) {
            int colon = store.indexOf(':');
            if (colon < 0 || !STORES.contains(store.substring(0, colon)) || colon == store.length() - 1) {
                throw wrong(
                        json, "trustStores", Text.quote(store) + " is not TYPE:NAME with ca, signingAuthority or tsa");
            }
        }
        return new TrustStatement(
                name,
                List.copyOf(scopes),
                skipped,
                actions,
                List.copyOf(stores),
                identities(json, identities),
                alwaysTimestamps(verification));
    }

    private static boolean isRepository(String scope) {
        int slash = scope.indexOf('/');
        return slash > 0
                && RegistryReference.isHost(scope.substring(0, slash))
                && REPOSITORY.matcher(scope.substring(slash + 1)).matches();
    }

    private static boolean alwaysTimestamps(JsonObject verification) {
        String text = verification.string("verifyTimestamp").orElse("always");
        if (!Set.of("always", "afterCertExpiry").contains(text)) {
            throw wrong(verification, "verifyTimestamp", "it must be always or afterCertExpiry");
        }
        return text.equals("always");
    }

    /** Returns the table of the specification, "Signature Verification details". */
    private static Map<Check, Action> level(String level, JsonObject verification) {
        Map<Check, Action> actions = new EnumMap<>(Check.class);
        for (Check check : Check.values()) {
            actions.put(
                    check,
                    switch (level) {
                        case "strict" -> Action.ENFORCE;
                        case "permissive" -> check == Check.AUTHENTICITY ? Action.ENFORCE : Action.LOG;
                        case "audit" -> Action.LOG;
                        case "skip" -> Action.SKIP;
                        default -> throw wrong(verification, "level", "it must be strict, permissive, audit or skip");
                    });
        }
        return actions;
    }

    private static void override(JsonObject override, Map<Check, Action> actions) {
        Members.only(override, Set.of("authenticity", "authenticTimestamp", "expiry", "revocation"));
        for (Check check : Check.values()) {
            override.string(check.member).ifPresent(text -> {
                Action action = switch (text) {
                    case "enforce" -> Action.ENFORCE;
                    case "log" -> Action.LOG;
                    case "skip" -> Action.SKIP;
                    default -> throw wrong(override, check.member, "it must be enforce, log or skip");
                };
                if (action == Action.SKIP && check != Check.REVOCATION) {
                    throw wrong(override, check.member, "only revocation can be skipped");
                }
                actions.put(check, action);
            });
        }
    }

    private static List<SubjectName> identities(JsonObject json, List<String> texts) {
        if (texts.contains("*")) {
            if (texts.size() > 1) {
                throw wrong(json, "trustedIdentities", "\"*\" must be the only one");
            }
            return List.of();
        }
        List<SubjectName> identities = new ArrayList<>();
        for (String text : texts) {
            SubjectName subject;
            try {
                if (!text.startsWith(SUBJECT)) {
                    throw new IllegalArgumentException("it does not start with " + SUBJECT);
                }
                subject = SubjectName.parse(text.substring(SUBJECT.length()));
            } catch (IllegalArgumentException e) {
                throw wrong(json, "trustedIdentities", Text.quote(text) + " is malformed");
            }
            if (!subject.has("C") || !subject.has("ST") || !subject.has("O")) {
                throw wrong(json, "trustedIdentities", Text.quote(text) + " has no C, ST or O");
            }
            identities.add(subject);
        }
        return identities;
    }

    private static JsonFormatException wrong(JsonObject json, String member, String reason) {
        return new JsonFormatException("\"" + json.path(member) + "\": " + reason);
    }
}
