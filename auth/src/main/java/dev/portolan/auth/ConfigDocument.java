package dev.portolan.auth;

import dev.portolan.error.InvalidConfigurationException;
import dev.portolan.error.Problem;
import dev.portolan.internal.json.Json;
import dev.portolan.internal.json.JsonFormatException;
import dev.portolan.port.Credential;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What stands in a {@code config.json} of Docker or an {@code auth.json} of Podman. Members that have nothing to do
 * with credentials, such as {@code HttpHeaders}, are left alone.
 */
final class ConfigDocument {
    private final String place;
    private final Map<String, @Nullable Object> members;

    private ConfigDocument(String place, Map<String, @Nullable Object> members) {
        this.place = place;
        this.members = members;
    }

    /**
     * Reads a document; one of no bytes is an empty one, as for Docker.
     *
     * @param place the file's name, for messages
     * @throws InvalidConfigurationException when it is not a JSON object; the message holds nothing of it
     */
    static ConfigDocument parse(String place, byte[] bytes) {
        try {
            return new ConfigDocument(
                    place,
                    Json.parseObject(bytes.length == 0 ? new byte[] {'{', '}'} : bytes)
                            .members());
        } catch (JsonFormatException e) {
            throw malformed(place, e.withoutContent());
        }
    }

    /** The credential that {@code auths} holds for a repository; empty when there is none. */
    Optional<Credential> credential(String registry, String repository) {
        Map<?, ?> auths = object("auths");
        for (String key : AuthKey.matching(auths, registry, repository)) {
            Object entry = auths.get(key);
            if (entry == null) {
                continue;
            }
            if (!(entry instanceof Map<?, ?> object)) {
                throw malformed(place, "the entry for " + registry + " in \"auths\" is not an object");
            }
            try {
                Optional<Credential> credential = AuthEntry.credential(object);
                if (credential.isPresent()) {
                    return credential;
                }
            } catch (JsonFormatException e) {
                throw malformed(place, "in the entry for " + registry + ", " + e.withoutContent());
            }
        }
        return Optional.empty();
    }

    /** The member of this name; an empty one when it is absent. */
    private Map<?, ?> object(String name) {
        Object value = members.get(name);
        if (value == null) {
            return Map.of();
        }
        if (value instanceof Map<?, ?> object) {
            return object;
        }
        throw malformed(place, "\"" + name + "\" is not an object");
    }

    private static InvalidConfigurationException malformed(String place, String reason) {
        return new InvalidConfigurationException(Problem.of("stored credentials cannot be read")
                .at(place)
                .because(reason)
                .advice("correct the file, or log in again without it"));
    }
}
