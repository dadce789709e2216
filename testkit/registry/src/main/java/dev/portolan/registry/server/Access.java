package dev.portolan.registry.server;

import java.util.ArrayList;
import java.util.List;

/**
 * One action on one repository, or on the catalog: a part of a token's scope.
 *
 * @param type {@code repository} or {@code registry}
 * @param name of the repository; {@code catalog} for the catalog
 * @param action {@code pull}, {@code push} or {@code delete}; {@code *} for the catalog
 */
record Access(String type, String name, String action) {

    static Access repository(String name, String action) {
        return new Access("repository", name, action);
    }

    static Access catalog() {
        return new Access("registry", "catalog", "*");
    }

    /** Parses scopes: {@code repository:NAME:pull,push}, separated by spaces; malformed ones are left out. */
    static List<Access> parse(List<String> scopes) {
        List<Access> all = new ArrayList<>();
        for (String scope : scopes) {
            for (String part : scope.split(" ")) {
                int first = part.indexOf(':');
                int last = part.lastIndexOf(':');
                if (first > 0 && last > first) {
                    String type = part.substring(0, first);
                    for (String action : actions(type, part.substring(last + 1))) {
                        all.add(new Access(type, part.substring(first + 1, last), action));
                    }
                }
            }
        }
        return all;
    }

    /** Grants the actions of {@code *} that are permitted. */
    private static List<String> actions(String type, String text) {
        return type.equals("repository") && text.equals("*")
                ? List.of("pull", "push", "delete")
                : List.of(text.split(","));
    }
}
