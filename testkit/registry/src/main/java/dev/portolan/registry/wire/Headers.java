package dev.portolan.registry.wire;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/** Header fields: case-insensitive names in the order of arrival, each with one or more values. */
public final class Headers {
    private record Field(String name, List<String> values) {}

    private final Map<String, Field> fields = new LinkedHashMap<>();

    /** No fields. */
    public Headers() {}

    /** Adds a value to the existing ones. */
    public void add(String name, String value) {
        fields.computeIfAbsent(name.toLowerCase(Locale.ROOT), key -> new Field(name, new ArrayList<>(1)))
                .values()
                .add(value);
    }

    /** Sets the one value. */
    public void set(String name, String value) {
        remove(name);
        add(name, value);
    }

    /** Removes a field. */
    public void remove(String name) {
        fields.remove(name.toLowerCase(Locale.ROOT));
    }

    /** Returns the first value. */
    public Optional<String> first(String name) {
        return all(name).stream().findFirst();
    }

    /** Returns all values; none if the field is absent. */
    public List<String> all(String name) {
        Field field = fields.get(name.toLowerCase(Locale.ROOT));
        return field == null ? List.of() : field.values();
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
        fields.values().forEach(field -> field.values().forEach(value -> action.accept(field.name(), value)));
    }

    /** Returns the fields as an unmodifiable copy, names in lower case. */
    public Map<String, List<String>> toMap() {
        Map<String, List<String>> map = new LinkedHashMap<>();
        fields.forEach((name, field) -> map.put(name, List.copyOf(field.values())));
        return map;
    }
}
