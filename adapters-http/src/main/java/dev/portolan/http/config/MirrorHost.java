package dev.portolan.http.config;

import dev.portolan.error.InvalidReferenceException;
import dev.portolan.error.Problem;
import dev.portolan.model.RegistryReference;

/**
 * A mirror, such as a pull-through cache, from which content is read before the registry itself is used. The query
 * parameter {@code ns} names the registry, as in containerd. Content that the mirror does not have, and all writes, go
 * to the registry itself.
 *
 * @param host {@code host} or {@code host:port}; configured under its own name, or else with the defaults and shorter
 *     timeouts: 5 s to connect, and 10 s for a response to begin
 * @param prefix the prefix of repository names in the mirror, such as {@code "cache/"}; may be empty
 * @since 0.1.0
 */
public record MirrorHost(String host, String prefix) {

    /**
     * Checks both.
     *
     * @throws dev.portolan.error.InvalidReferenceException when they cannot be part of a reference
     */
    public MirrorHost {
        if (host.contains("@") || prefix.contains("@")) {
            throw malformed("it contains a user name; the credentials of the mirror's host are used");
        }
        RegistryReference.of(host, prefix + "repository");
    }

    /** Does not repeat the text, which may hold a password. */
    private static InvalidReferenceException malformed(String reason) {
        return new InvalidReferenceException(
                Problem.of("a mirror is malformed").because(reason).advice("write HOST[:PORT][/PREFIX]"));
    }

    /**
     * Parses {@code HOST[:PORT][/PREFIX]}.
     *
     * @throws dev.portolan.error.InvalidReferenceException when it is something else
     */
    public static MirrorHost parse(String text) {
        if (text.contains("://")) {
            throw malformed("it contains a scheme; configure plain HTTP for the mirror's host");
        }
        int slash = text.indexOf('/');
        if (slash < 0 || slash == text.length() - 1) {
            return new MirrorHost(slash < 0 ? text : text.substring(0, slash), "");
        }
        String prefix = text.substring(slash + 1);
        return new MirrorHost(text.substring(0, slash), prefix.endsWith("/") ? prefix : prefix + "/");
    }

    @Override
    public String toString() {
        return prefix.isEmpty() ? host : host + "/" + prefix;
    }
}
