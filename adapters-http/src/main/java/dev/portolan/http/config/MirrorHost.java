package dev.portolan.http.config;

import dev.portolan.error.InvalidReferenceException;
import dev.portolan.error.Problem;
import dev.portolan.model.RegistryReference;

/**
 * A registry that is asked for content before the one that a reference names: a pull-through cache. It is told in
 * the query parameter {@code ns} whose content is wanted, as containerd does; what it does not have, and all that is
 * written, goes to the registry itself.
 *
 * @param host {@code host} or {@code host:port}; configured under its own name, or else with the defaults and shorter
 *     time-outs: 5 s to connect, and 10 s for a response to begin
 * @param prefix what stands before the repository's name there, such as {@code "cache/"}; empty for nothing
 * @since 0.1.0
 */
public record MirrorHost(String host, String prefix) {

    /**
     * Checks both.
     *
     * @throws dev.portolan.error.InvalidReferenceException when no reference could be made of them
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
     * Reads {@code HOST[:PORT][/PREFIX]}.
     *
     * @throws dev.portolan.error.InvalidReferenceException when it is something else
     */
    public static MirrorHost parse(String text) {
        if (text.contains("@")) {
            throw malformed("it contains a user name; the credentials of the mirror's host are used");
        }
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
