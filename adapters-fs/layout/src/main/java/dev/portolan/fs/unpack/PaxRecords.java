package dev.portolan.fs.unpack;

import dev.portolan.error.InvalidArchiveException;
import dev.portolan.error.Problem;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The records of PAX headers ({@code length key=value\n}) that say something about what is unpacked. */
final class PaxRecords {
    static final String PATH = "path";
    static final String LINK_PATH = "linkpath";

    private static final String SIZE = "size";
    private static final String MODIFIED = "mtime";
    private static final String SPARSE = "GNU.sparse.";

    private final Map<String, String> records = new HashMap<>();

    /** Takes over the records of one header. */
    void read(byte[] bytes, String where) {
        for (int at = 0; at < bytes.length && bytes[at] != 0; ) {
            int space = indexOf(bytes, ' ', at, Math.min(bytes.length, at + 11));
            int end = space < 0 ? -1 : at + number(bytes, at, space);
            int equals = end > bytes.length || end <= space ? -1 : indexOf(bytes, '=', space, end);
            if (equals < 0 || bytes[end - 1] != '\n') {
                throw invalid(where, "an extended header is not made of records");
            }
            String key = text(bytes, space + 1, equals);
            if (key.startsWith(SPARSE)) {
                records.put(SPARSE, key);
            } else if (key.equals(PATH) || key.equals(LINK_PATH) || key.equals(SIZE) || key.equals(MODIFIED)) {
                records.put(key, TarText.decode(bytes, equals + 1, end - 1, where));
            }
            at = end;
        }
    }

    void putIfAbsent(String key, String value) {
        records.putIfAbsent(key, value);
    }

    /** These records, and below them those that hold for all entries. An empty value takes a record back. */
    PaxRecords over(PaxRecords global) {
        if (global.records.isEmpty()) {
            return this;
        }
        PaxRecords both = new PaxRecords();
        both.records.putAll(global.records);
        both.records.putAll(records);
        return both;
    }

    Optional<String> text(String key) {
        return Optional.ofNullable(records.get(key)).filter(value -> !value.isEmpty());
    }

    boolean isSparse() {
        return records.containsKey(SPARSE);
    }

    Optional<Long> size(String where) {
        return text(SIZE).map(value -> {
            long size = parse(value, where, SIZE);
            if (size < 0) {
                throw invalid(where, "an entry has a size below zero");
            }
            return size;
        });
    }

    /** Whole seconds. */
    Optional<Long> modified(String where) {
        return text(MODIFIED).map(value -> {
            int point = value.indexOf('.');
            return parse(point < 0 ? value : value.substring(0, point), where, MODIFIED);
        });
    }

    private static long parse(String value, String where, String key) {
        try {
            return Long.parseLong(value);
        } catch (NumberFormatException e) {
            throw invalid(where, "the " + key + " in an extended header is not a number");
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

    private static String text(byte[] bytes, int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.UTF_8);
    }

    private static InvalidArchiveException invalid(String where, String reason) {
        return new InvalidArchiveException(
                Problem.of("tar is malformed").at(where).because(reason));
    }
}
