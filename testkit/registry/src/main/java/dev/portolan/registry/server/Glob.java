package dev.portolan.registry.server;

import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Patterns in which {@code *} matches any characters, and everything else itself. */
final class Glob {
    private Glob() {}

    static Predicate<String> of(String text) {
        return Pattern.compile(
                        Stream.of(text.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*")))
                .asMatchPredicate();
    }
}
