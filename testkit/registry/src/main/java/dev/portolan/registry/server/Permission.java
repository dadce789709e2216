package dev.portolan.registry.server;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The permitted actions on some repositories.
 *
 * @param repositories their names
 * @param actions of pull, push and delete; {@code *} for all
 */
record Permission(Predicate<String> repositories, Set<String> actions) {
    private static final Set<String> ACTIONS = Set.of("pull", "push", "delete", "*");

    static List<Permission> parse(String... texts) {
        return Arrays.stream(texts).map(Permission::parse).toList();
    }

    private static Permission parse(String text) {
        int colon = text.lastIndexOf(':');
        Set<String> actions = Set.of(text.substring(colon + 1).split(","));
        if (colon < 1 || !ACTIONS.containsAll(actions)) {
            throw new IllegalArgumentException(
                    "permission \"" + text + "\" is not of the form REPOSITORIES:pull,push,delete");
        }
        return new Permission(Glob.of(text.substring(0, colon)), actions);
    }

    boolean allows(Access access) {
        return repositories.test(access.name()) && (actions.contains("*") || actions.contains(access.action()));
    }
}
