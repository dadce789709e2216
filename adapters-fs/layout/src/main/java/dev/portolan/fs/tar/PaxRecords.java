package dev.portolan.fs.tar;

import dev.portolan.error.Text;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The extended headers before an entry: PAX records ({@code LENGTH KEY=VALUE\n}), and GNU's long names. Where two
 * headers contradict each other, tar programs do not agree on which one counts, so the tar is refused.
 */
final class PaxRecords {
    private static final String PATH = "path";
    private static final String LINK = "linkpath";
    private static final String SIZE = "size";
    private static final String MODIFIED = "mtime";
    private static final String SPARSE = "GNU.sparse.";
    private static final String SPARSE_NAME = "GNU.sparse.name";
    private static final String SPARSE_MAJOR = "GNU.sparse.major";
    private static final String SPARSE_MINOR = "GNU.sparse.minor";
    /** The size of a sparse file in the formats 0.0 and 0.1, and in 1.0. */
    private static final String SPARSE_SIZE = "GNU.sparse.size";

    private static final String SPARSE_REAL_SIZE = "GNU.sparse.realsize";
    /** The map of format 0.1; format 0.0 repeats two records instead. */
    private static final String SPARSE_MAP = "GNU.sparse.map";

    private static final String SPARSE_OFFSET = "GNU.sparse.offset";
    private static final String SPARSE_LENGTH = "GNU.sparse.numbytes";
    private static final Set<String> KNOWN = Set.of(
            PATH,
            LINK,
            SIZE,
            MODIFIED,
            SPARSE_NAME,
            SPARSE_MAJOR,
            SPARSE_MINOR,
            SPARSE_SIZE,
            SPARSE_REAL_SIZE,
            SPARSE_MAP);
    /** Go ignores these for all entries, and Python does not. */
    private static final Set<String> FOR_ONE_ENTRY = Set.of(PATH, LINK, SIZE, SPARSE, SPARSE_NAME);

    private final TarText text;
    private final Map<String, String> records = new HashMap<>();
    private boolean paxPath;

    PaxRecords(TarText text) {
        this.text = text;
    }

    /** Adds the records of a header for the next entry. */
    void read(byte[] bytes) {
        parse(bytes).forEach(this::put);
        paxPath = records.containsKey(PATH);
    }

    /** Adds the records of a header for all following entries. */
    void readGlobal(byte[] bytes) {
        parse(bytes).forEach((key, value) -> {
            if (FOR_ONE_ENTRY.contains(key)) {
                throw text.malformed("a global extended header sets the " + key);
            }
            records.put(key, value);
        });
    }

    /** Stores GNU's long name. */
    void path(String name) {
        put(PATH, name);
    }

    /** Stores GNU's long link. */
    void link(String target) {
        put(LINK, target);
    }

    private void put(String key, String value) {
        String before = records.put(key, value);
        if (before != null && !before.equals(value)) {
            throw text.malformed("two extended headers of an entry disagree about its " + key);
        }
    }

    private Map<String, String> parse(byte[] bytes) {
        Map<String, String> found = new HashMap<>();
        List<String> map = new ArrayList<>();
        int at = 0;
        while (at < bytes.length && bytes[at] != 0) {
            int space = indexOf(bytes, ' ', at, Math.min(bytes.length, at + 11));
            int end = space < 0 ? -1 : at + number(bytes, at, space);
            int equals = end > bytes.length || end <= space ? -1 : indexOf(bytes, '=', space, end);
            if (equals < 0 || bytes[end - 1] != '\n') {
                throw text.malformed("an extended header is not a list of records");
            }
            String key = new String(bytes, space + 1, equals - space - 1, StandardCharsets.UTF_8);
            if (KNOWN.contains(key)) {
                found.put(key, text.decode(bytes, equals + 1, end - 1));
            }
            if (key.equals(SPARSE_OFFSET) || key.equals(SPARSE_LENGTH)) {
                map.add(text.decode(bytes, equals + 1, end - 1));
                if (key.equals(SPARSE_LENGTH) != (map.size() % 2 == 0)) {
                    throw text.malformed("the map of a sparse file is not made of pairs");
                }
            }
            if (key.startsWith(SPARSE)) {
                found.put(SPARSE, "");
            }
            at = end;
        }
        for (; at < bytes.length; at++) {
            if (bytes[at] != 0) {
                throw text.malformed("an extended header is not a list of records");
            }
        }
        if (!map.isEmpty()) {
            found.put(SPARSE_MAP, String.join(",", map));
        }
        return found;
    }

    Optional<String> name() {
        return named(records.containsKey(SPARSE_NAME) ? SPARSE_NAME : PATH);
    }

    /** Returns whether a PAX header, and not GNU's, gives a name that ends with a slash. */
    boolean hasPathWithSlash() {
        return paxPath && records.getOrDefault(PATH, "").endsWith("/");
    }

    Optional<String> link() {
        return named(LINK);
    }

    private Optional<String> named(String key) {
        Optional<String> value = Optional.ofNullable(records.get(key));
        if (value.isPresent() && value.get().isEmpty()) {
            throw text.malformed("an extended header has an empty " + key);
        }
        return value;
    }

    boolean isSparse() {
        return records.containsKey(SPARSE);
    }

    /** Returns whether the map is in front of the content, as in format 1.0. */
    boolean hasSparseMapInContent() {
        String version = records.getOrDefault(SPARSE_MAJOR, "0") + "." + records.getOrDefault(SPARSE_MINOR, "0");
        if (!version.equals("1.0") && !version.startsWith("0.")) {
            throw text.malformed("a sparse file has the unknown format " + Text.quote(version));
        }
        return version.equals("1.0");
    }

    long sparseSize() {
        String size = records.getOrDefault(SPARSE_REAL_SIZE, records.getOrDefault(SPARSE_SIZE, ""));
        return parseLong(size, "size of a sparse file");
    }

    /** Returns the map of a sparse file, which the records have in the formats 0.0 and 0.1. */
    SparseMap sparseMap() {
        String numbers = records.getOrDefault(SPARSE_MAP, "");
        long[] parsed = numbers.isEmpty()
                ? new long[0]
                : Arrays.stream(numbers.split(",", -1))
                        .mapToLong(number -> parseLong(number, "map of a sparse file"))
                        .toArray();
        return new SparseMap(sparseSize(), text).with(parsed);
    }

    Optional<Long> size() {
        return Optional.ofNullable(records.get(SIZE)).map(value -> {
            long size = parseLong(value, SIZE);
            if (size < 0) {
                throw text.malformed("an entry has a negative size");
            }
            return size;
        });
    }

    /** Whole seconds; of this entry, or for all of them. */
    Optional<Long> modified(PaxRecords global) {
        String value = records.getOrDefault(MODIFIED, global.records.getOrDefault(MODIFIED, ""));
        if (value.isEmpty()) {
            return Optional.empty();
        }
        int point = value.indexOf('.');
        return Optional.of(parseLong(point < 0 ? value : value.substring(0, point), MODIFIED));
    }

    private long parseLong(String value, String key) {
        try {
            return Long.parseLong(value);
        } catch (NumberFormatException e) {
            throw text.malformed("the " + key + " in an extended header is not a number");
        }
    }

    /** Digits as a number, or -1. */
    private static int number(byte[] bytes, int from, int to) {
        int value = 0;
        for (int i = from; i < to; i++) {
            if (bytes[i] < '0' || bytes[i] > '9' || value > bytes.length) {
                return -1;
            }
            value = value * 10 + bytes[i] - '0';
        }
        return value;
    }

    private static int indexOf(byte[] bytes, char c, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] == c) {
                return i;
            }
        }
        return -1;
    }
}
