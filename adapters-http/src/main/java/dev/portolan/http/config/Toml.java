package dev.portolan.http.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A table of a TOML document (toml.io, version 1.0), as far as configuration files of containers need it: tables,
 * arrays of tables, inline tables, strings of all four kinds, booleans and arrays. Numbers and dates are accepted and
 * kept as text.
 */
final class Toml {
    /** The mistake, starting with the line number. */
    static final class MalformedException extends RuntimeException {
        private static final long serialVersionUID = 1;

        MalformedException(int line, String reason) {
            super("line " + line + ": " + reason);
        }
    }

    /** A number or a date, as it was written. */
    record Scalar(String text) {}

    /** A value and the line that it begins in. */
    private record Entry(Object value, int line) {}

    private final int line;
    private final Map<String, Entry> entries = new LinkedHashMap<>();

    /** An empty table that begins in this line. */
    Toml(int line) {
        this.line = line;
    }

    /**
     * Reads a document.
     *
     * @throws MalformedException when it is not TOML
     */
    static Toml parse(String text) {
        return new TomlParser(text).document();
    }

    /** Returns the line that the table begins in, from 1. */
    int line() {
        return line;
    }

    /** Returns the line of an entry; that of the table when there is no such entry. */
    int line(String name) {
        Entry entry = entries.get(name);
        return entry == null ? line : entry.line;
    }

    /** Returns the keys, in their order. */
    Set<String> names() {
        return entries.keySet();
    }

    /** Returns a value of any type; null if there is none. */
    @Nullable
    Object get(String name) {
        Entry entry = entries.get(name);
        return entry == null ? null : entry.value;
    }

    void put(String name, Object value, int where) {
        if (entries.putIfAbsent(name, new Entry(value, where)) != null) {
            throw new MalformedException(where, "\"" + name + "\" is defined twice");
        }
    }

    Optional<String> string(String name) {
        return entry(name, "a string", String.class::cast);
    }

    Optional<Boolean> bool(String name) {
        return entry(name, "true or false", Boolean.class::cast);
    }

    Optional<Toml> table(String name) {
        return entry(name, "a table", Toml.class::cast);
    }

    /** Returns an array of strings. */
    Optional<List<String>> strings(String name) {
        return array(name, "an array of strings", String.class::cast);
    }

    /** Returns an array of tables; empty if there is none. */
    List<Toml> tables(String name) {
        return array(name, "an array of tables", Toml.class::cast).orElse(List.of());
    }

    private <T> Optional<List<T>> array(String name, String kind, Function<Object, T> item) {
        return entry(name, kind, value -> ((List<?>) value).stream().map(item).toList());
    }

    private <T> Optional<T> entry(String name, String kind, Function<Object, T> cast) {
        Entry entry = entries.get(name);
        if (entry == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(cast.apply(entry.value));
        } catch (ClassCastException e) {
            throw new MalformedException(entry.line, "\"" + name + "\" is not " + kind);
        }
    }
}
