package dev.portolan.auth;

import dev.portolan.error.InvalidConfigurationException;
import dev.portolan.error.Problem;
import dev.portolan.internal.json.Json;
import dev.portolan.internal.json.JsonFormatException;
import dev.portolan.port.Credential;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The content of Docker's {@code config.json} or Podman's {@code auth.json}. Members unrelated to credentials, such as
 * {@code HttpHeaders}, are neither read nor changed.
 */
final class ConfigDocument {
    private static final byte[] EMPTY = {'{', '}'};
    private static final int LONGEST_EMPTY = 4_096;
    private static final String AUTHS = "auths";
    private static final String HELPERS = "credHelpers";
    private static final String STORE = "credsStore";

    private final String where;
    private final Map<String, @Nullable Object> members;

    private ConfigDocument(String where, Map<String, @Nullable Object> members) {
        this.where = where;
        this.members = members;
    }

    /**
     * Parses a document. Empty content, white space and {@code null} are an empty document, as for Docker.
     *
     * @param where the file's name, for messages
     * @throws InvalidConfigurationException when it is not a JSON object; the message does not quote it
     */
    static ConfigDocument parse(String where, byte[] bytes) {
        try {
            return new ConfigDocument(
                    where, Json.parseObject(isEmpty(bytes) ? EMPTY : bytes).members());
        } catch (JsonFormatException e) {
            throw malformed(where, e.withoutContent());
        }
    }

    private static boolean isEmpty(byte[] bytes) {
        if (bytes.length > LONGEST_EMPTY) {
            return false;
        }
        String text = new String(bytes, StandardCharsets.UTF_8).strip();
        return text.isEmpty() || text.equals("null");
    }

    /**
     * Returns the name of the helper for a repository: its own from {@code credHelpers}, or else the one in {@code
     * credsStore}.
     */
    Optional<String> helper(String registry, String repository) {
        Map<?, ?> helpers = object(HELPERS);
        Object name = AuthKey.matching(helpers, registry, repository).stream()
                .findFirst()
                .<Object>map(helpers::get)
                .orElseGet(() -> members.get(STORE));
        if (name != null && !(name instanceof String)) {
            throw malformed(where, "the name of the credential helper for " + registry + " is not a string");
        }
        // A registry with an empty helper name does not use the helper for all.
        return Optional.ofNullable((String) name).filter(text -> !text.isEmpty());
    }

    /** Returns the credential for a repository in {@code auths}; empty if there is none. */
    Optional<Credential> credential(String registry, String repository) {
        Map<?, ?> auths = object(AUTHS);
        for (String key : AuthKey.matching(auths, registry, repository)) {
            try {
                Optional<Credential> credential = AuthEntry.credential(entry(auths, key));
                if (credential.isPresent()) {
                    return credential;
                }
            } catch (JsonFormatException e) {
                throw malformed(where, "in the entry for " + registry + ", " + e.withoutContent());
            }
        }
        return Optional.empty();
    }

    /**
     * Adds an entry for a whole registry to {@code auths}, under the key that Docker uses. Other members of the entry
     * are kept.
     *
     * @param registry a canonical name
     * @param secrets the members of the credential; none if a helper stores it
     */
    void put(String registry, Map<String, String> secrets) {
        Map<Object, @Nullable Object> auths = new LinkedHashMap<>(object(AUTHS));
        String key = RegistryName.dockerAddress(registry);
        Map<Object, @Nullable Object> entry = new LinkedHashMap<>(entry(auths, key));
        entry.keySet().removeAll(AuthEntry.SECRETS);
        entry.putAll(secrets);
        auths.put(key, entry);
        members.put(AUTHS, auths);
    }

    /**
     * Removes the entries for a whole registry from {@code auths}, under all forms of the key.
     *
     * @param registry a canonical name
     * @return whether there was one
     */
    boolean remove(String registry) {
        Map<Object, @Nullable Object> auths = new LinkedHashMap<>(object(AUTHS));
        boolean removed = auths.keySet()
                .removeIf(key -> AuthKey.parse(String.valueOf(key)).isRegistry(registry));
        if (removed) {
            members.put(AUTHS, auths);
        }
        return removed;
    }

    /** Returns the document as it is written to a file. */
    byte[] bytes() {
        return Json.writePretty(members);
    }

    private Map<?, ?> object(String name) {
        return object(members.get(name), "\"" + name + "\"");
    }

    private Map<?, ?> entry(Map<?, ?> auths, String key) {
        return object(auths.get(key), "an entry of \"" + AUTHS + "\"");
    }

    private Map<?, ?> object(@Nullable Object value, String what) {
        if (value == null) {
            return Map.of();
        }
        if (value instanceof Map<?, ?> object) {
            return object;
        }
        throw malformed(where, what + " is not an object");
    }

    private static InvalidConfigurationException malformed(String where, String reason) {
        return new InvalidConfigurationException(Problem.of("stored credentials cannot be read")
                .at(where)
                .because(reason)
                .advice("correct the file, or remove it and log in again"));
    }

    /** Returns the origin of the document. */
    @Override
    public String toString() {
        return where;
    }
}
