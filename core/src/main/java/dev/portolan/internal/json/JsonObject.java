package dev.portolan.internal.json;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A parsed JSON object, with members by name and expected type. The error for a wrong type names its path. */
public final class JsonObject {
    private final String path;
    private final Map<String, @Nullable Object> members;

    private JsonObject(String path, Map<String, @Nullable Object> members) {
        this.path = path;
        this.members = members;
    }

    /** Returns an object as {@link Json} reads it: its names are strings. Not copied. */
    @SuppressWarnings("unchecked")
    public static JsonObject of(String path, Map<?, ?> members) {
        return new JsonObject(path, (Map<String, @Nullable Object>) members);
    }

    /** Returns the members as they were read, in their order; may be changed, which changes this object. */
    public Map<String, @Nullable Object> members() {
        return members;
    }

    /** Returns the text of this member; empty when it is absent or null. */
    public Optional<String> string(String name) {
        return member(name, String.class, "a string");
    }

    /** Returns the text of this member, which must be there. */
    public String requiredString(String name) {
        return string(name).orElseThrow(() -> missing(name));
    }

    /** Returns the whole number of this member; empty when it is absent or null. */
    public Optional<Long> integer(String name) {
        Object value = members.get(name);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof Integer || value instanceof Long) {
            return Optional.of(((Number) value).longValue());
        }
        throw wrong(name, "a whole number of 64 bits");
    }

    /** Returns the whole number of this member, which must be there. */
    public long requiredInteger(String name) {
        return integer(name).orElseThrow(() -> missing(name));
    }

    /** Returns the boolean of this member; empty when it is absent or null. */
    public Optional<Boolean> bool(String name) {
        return member(name, Boolean.class, "true or false");
    }

    /** Returns the object of this member; empty when it is absent or null. */
    public Optional<JsonObject> object(String name) {
        return member(name, Map.class, "an object").map(map -> of(path(name), map));
    }

    /** Returns the object of this member, which must be there. */
    public JsonObject requiredObject(String name) {
        return object(name).orElseThrow(() -> missing(name));
    }

    /** Returns the objects of this member's list; empty when it is absent or null. */
    public List<JsonObject> objects(String name) {
        List<JsonObject> objects = new ArrayList<>();
        for (Object item : list(name)) {
            if (!(item instanceof Map<?, ?> map)) {
                throw wrong(name + "[" + objects.size() + "]", "an object");
            }
            objects.add(of(path(name + "[" + objects.size() + "]"), map));
        }
        return objects;
    }

    /** Returns the texts of this member's list without its nulls; empty when it is absent or null. */
    public List<String> strings(String name) {
        List<String> strings = new ArrayList<>();
        List<?> items = list(name);
        for (int i = 0; i < items.size(); i++) {
            if (items.get(i) instanceof String text) {
                strings.add(text);
            } else if (items.get(i) != null) {
                throw wrong(name + "[" + i + "]", "a string");
            }
        }
        return strings;
    }

    /** This member as an object of strings, without its nulls; empty when it is absent or null. */
    public Map<String, String> stringMap(String name) {
        Map<String, String> strings = new LinkedHashMap<>();
        object(name)
                .ifPresent(object -> object.members
                        .keySet()
                        .forEach(key -> object.string(key).ifPresent(value -> strings.put(key, value))));
        return strings;
    }

    /** Returns whether this member is there and not null. */
    public boolean has(String name) {
        return members.get(name) != null;
    }

    /** Returns the full path of a member, for messages; with an empty name, of this object. */
    public String path(String name) {
        return path.isEmpty() || name.isEmpty() ? path + name : path + "." + name;
    }

    private List<?> list(String name) {
        return member(name, List.class, "a list").map(list -> (List<?>) list).orElse(List.of());
    }

    private <T> Optional<T> member(String name, Class<T> type, String expected) {
        Object value = members.get(name);
        if (value != null && !type.isInstance(value)) {
            throw wrong(name, expected);
        }
        return Optional.ofNullable(type.cast(value));
    }

    private JsonFormatException wrong(String name, String expected) {
        return new JsonFormatException("\"" + path(name) + "\" is not " + expected);
    }

    private JsonFormatException missing(String name) {
        return new JsonFormatException("\"" + path(name) + "\" is missing");
    }
}
