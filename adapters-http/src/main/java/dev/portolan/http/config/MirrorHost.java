package dev.portolan.http.config;

import dev.portolan.model.RegistryReference;

/**
 * A registry that is asked for content before the one that a reference names: a pull-through cache. It is told in
 * the query parameter {@code ns} whose content is wanted, as containerd does; what it does not have, and all that is
 * written, goes to the registry itself.
 *
 * @param host {@code host} or {@code host:port}; how it is talked to is said under its own name
 * @param prefix what stands before the repository's name there, such as {@code "cache/"}; empty for nothing
 */
public record MirrorHost(String host, String prefix) {

    /**
     * Checks both.
     *
     * @throws dev.portolan.error.InvalidReferenceException when no reference could be made of them
     */
    public MirrorHost {
        RegistryReference.of(host, prefix + "repository");
    }

    /**
     * Reads {@code HOST[:PORT][/PREFIX]}.
     *
     * @throws dev.portolan.error.InvalidReferenceException when it is something else
     */
    public static MirrorHost parse(String text) {
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
