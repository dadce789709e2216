package dev.portolan.registry.server;

import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A pattern in which {@code *} matches any characters, and everything else itself. */
record Glob(String text, Pattern pattern) {
    static final Glob ANY = of("*");

    static Glob of(String text) {
        return new Glob(
                text,
                Pattern.compile(
                        Stream.of(text.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*"))));
    }

    boolean matches(String candidate) {
        return pattern.matcher(candidate).matches();
    }

    @Override
    public String toString() {
        return text;
    }
}
