package dev.portolan.registry.wire;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/** Header fields: case-insensitive names, each with one or more values. */
public final class Headers {
    private final Map<String, List<String>> fields = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

    /** No fields. */
    public Headers() {}

    /** Adds a value to the existing ones. */
    public void add(String name, String value) {
        fields.computeIfAbsent(name, key -> new ArrayList<>(1)).add(value);
    }

    /** Sets the one value. */
    public void set(String name, String value) {
        remove(name);
        add(name, value);
    }

    /** Removes a field. */
    public void remove(String name) {
        fields.remove(name);
    }

    /** Returns the first value. */
    public Optional<String> first(String name) {
        return all(name).stream().findFirst();
    }

    /** Returns all values; none if the field is absent. */
    public List<String> all(String name) {
        return fields.getOrDefault(name, List.of());
    }

    /**
     * Returns whether one of the field's values, or of their comma-separated parts, is this, without regard to case.
     */
    public boolean has(String name, String token) {
        return all(name).stream()
                .flatMap(value -> List.of(value.split(",")).stream())
                .anyMatch(part -> part.trim().equalsIgnoreCase(token));
    }

    /** Each name, as it was first written, with each of its values. */
    public void forEach(BiConsumer<String, String> action) {
        fields.forEach((name, values) -> values.forEach(value -> action.accept(name, value)));
    }

    /** Returns the fields as an unmodifiable copy, names in lower case. */
    public Map<String, List<String>> toMap() {
        Map<String, List<String>> map = new LinkedHashMap<>();
        fields.forEach((name, values) -> map.put(name.toLowerCase(Locale.ROOT), List.copyOf(values)));
        return map;
    }
}
