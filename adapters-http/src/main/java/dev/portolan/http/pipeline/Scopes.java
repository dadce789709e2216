package dev.portolan.http.pipeline;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The scopes of a token request: resources with actions, the most important one first, because some token services read
 * only one scope. A scope that is not {@code type:name:actions} is kept unchanged.
 */
public final class Scopes {
    private static final Scopes NONE = new Scopes(Map.of());

    private final Map<String, TreeSet<String>> actions;

    private Scopes(Map<String, TreeSet<String>> actions) {
        this.actions = actions;
    }

    /** No scope: enough to ask whether the registry is one. */
    public static Scopes none() {
        return NONE;
    }

    /** To list a registry's repositories. */
    public static Scopes catalog() {
        return parse("registry:catalog:*");
    }

    /** To read a repository. */
    public static Scopes pull(String repository) {
        return parse("repository:" + repository + ":pull");
    }

    /** To read and write a repository. */
    public static Scopes push(String repository) {
        return parse("repository:" + repository + ":pull,push");
    }

    /** To delete in a repository. */
    public static Scopes delete(String repository) {
        return parse("repository:" + repository + ":pull,push,delete");
    }

    /** Reads scopes with spaces between, as a challenge names them. */
    static Scopes parse(String text) {
        Map<String, TreeSet<String>> actions = new LinkedHashMap<>();
        for (String scope : text.trim().split(" ")) {
            int first = scope.indexOf(':');
            int last = scope.lastIndexOf(':');
            if (first > 0 && last > first) {
                actions.computeIfAbsent(scope.substring(0, last), key -> new TreeSet<>())
                        .addAll(Arrays.asList(scope.substring(last + 1).split(",")));
            } else if (!scope.isEmpty()) {
                actions.putIfAbsent(scope, new TreeSet<>());
            }
        }
        return new Scopes(actions);
    }

    /** These, and others after them. */
    public Scopes and(Scopes others) {
        return parse(String.join(
                " ", Stream.concat(texts().stream(), others.texts().stream()).toList()));
    }

    /** Returns a verb for the actions of these scopes, for messages. */
    String verb() {
        List<String> all = actions.values().stream().flatMap(TreeSet::stream).toList();
        return all.contains("delete") ? "delete from" : all.contains("push") ? "push to" : "pull from";
    }

    /** Returns whether a token for these is good for others. */
    boolean cover(Scopes others) {
        return others.actions.entrySet().stream()
                .allMatch(wanted -> actions.containsKey(wanted.getKey())
                        && actions.get(wanted.getKey()).containsAll(wanted.getValue()));
    }

    /** Returns each scope as a token service reads it. */
    List<String> texts() {
        return actions.entrySet().stream()
                .map(scope -> scope.getValue().isEmpty()
                        ? scope.getKey()
                        : scope.getKey() + ":" + String.join(",", scope.getValue()))
                .toList();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Scopes that && actions.equals(that.actions);
    }

    @Override
    public int hashCode() {
        return actions.hashCode();
    }

    @Override
    public String toString() {
        return String.join(" ", texts());
    }
}
