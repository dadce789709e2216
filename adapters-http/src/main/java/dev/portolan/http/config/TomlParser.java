package dev.portolan.http.config;

import dev.portolan.http.config.Toml.MalformedException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/** Reads TOML in one pass. */
final class TomlParser {
    private static final int DEEPEST = 64;
    private static final int END = -1;

    private final String text;
    private int at;
    private int line = 1;
    private int depth;
    /** Tables that have a header of their own or are inline, so that no second header may name them. */
    private final Set<Toml> defined = Collections.newSetFromMap(new IdentityHashMap<>());
    /** Inline tables and arrays of values: nothing can be added to them. */
    private final Set<Object> closed = Collections.newSetFromMap(new IdentityHashMap<>());

    TomlParser(String text) {
        this.text = text.startsWith("\ufeff") ? text.substring(1) : text;
    }

    Toml document() {
        Toml root = new Toml(1);
        Toml table = root;
        for (skipLines(); peek() != END; skipLines()) {
            if (peek() == '[') {
                table = header(root);
            } else {
                assignment(table);
            }
            endOfLine();
        }
        return root;
    }

    private Toml header(Toml root) {
        int where = line;
        expect('[');
        boolean array = peek() == '[';
        if (array) {
            at++;
        }
        List<String> path = key();
        expect(']');
        if (array) {
            expect(']');
        }
        Toml parent = descend(root, path, where);
        String name = path.get(path.size() - 1);
        return array ? appended(parent, name, where) : opened(parent, name, where);
    }

    @SuppressWarnings("unchecked") // arrays of tables are created here and contain only tables
    private Toml appended(Toml parent, String name, int where) {
        Toml table = new Toml(where);
        Object there = parent.get(name);
        if (there == null) {
            List<Object> tables = new ArrayList<>();
            parent.put(name, tables, where);
            there = tables;
        }
        if (!(there instanceof List) || closed.contains(there)) {
            throw new MalformedException(where, "\"" + name + "\" is not an array of tables");
        }
        ((List<Object>) there).add(table);
        defined.add(table);
        return table;
    }

    private Toml opened(Toml parent, String name, int where) {
        Toml table = child(parent, name, where);
        if (!defined.add(table)) {
            throw new MalformedException(where, "the table [" + name + "] is defined twice");
        }
        return table;
    }

    /** Returns the table that the last part of a path is in, and makes the tables on the way. */
    private Toml descend(Toml from, List<String> path, int where) {
        Toml table = from;
        for (String name : path.subList(0, path.size() - 1)) {
            table = table.get(name) instanceof List<?> tables
                            && !closed.contains(tables)
                            && tables.get(tables.size() - 1) instanceof Toml last
                    ? last
                    : child(table, name, where);
        }
        return table;
    }

    private Toml child(Toml parent, String name, int where) {
        Object there = parent.get(name);
        if (there == null) {
            Toml table = new Toml(where);
            parent.put(name, table, where);
            return table;
        }
        if (there instanceof Toml table && !closed.contains(table)) {
            return table;
        }
        throw new MalformedException(where, "\"" + name + "\" is not a table that can be added to");
    }

    private void assignment(Toml table) {
        int where = line;
        List<String> path = key();
        expect('=');
        skipBlanks();
        Toml parent = descend(table, path, where);
        if (parent != table) {
            defined.add(parent);
        }
        parent.put(path.get(path.size() - 1), value(), where);
    }

    private List<String> key() {
        List<String> path = new ArrayList<>();
        do {
            skipBlanks();
            path.add(part());
            skipBlanks();
        } while (skip('.'));
        if (path.size() > DEEPEST) {
            throw malformed("a key has more than " + DEEPEST + " parts");
        }
        return path;
    }

    private String part() {
        if (peek() == '"' || peek() == '\'') {
            return TomlStrings.oneLine(this);
        }
        int start = at;
        while (isBare(peek())) {
            at++;
        }
        if (at == start) {
            throw malformed(peek() == END ? "the file ends where a key should be" : "a key is missing or malformed");
        }
        return text.substring(start, at);
    }

    private static boolean isBare(int c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '-';
    }

    private Object value() {
        if (++depth > DEEPEST) {
            throw malformed("values are nested more than " + DEEPEST + " deep");
        }
        Object value = switch (peek()) {
            case '"', '\'' -> TomlStrings.any(this);
            case '[' -> array();
            case '{' -> inlineTable();
            default -> scalar();
        };
        depth--;
        return value;
    }

    private List<Object> array() {
        List<Object> items = new ArrayList<>();
        closed.add(items);
        expect('[');
        for (skipLines(); !skip(']'); skipLines()) {
            items.add(value());
            skipLines();
            if (peek() != ']') {
                expect(',');
            }
        }
        return items;
    }

    private Toml inlineTable() {
        Toml table = new Toml(line);
        expect('{');
        skipBlanks();
        if (!skip('}')) {
            do {
                assignment(table);
                skipBlanks();
            } while (skip(','));
            expect('}');
        }
        close(table);
        return table;
    }

    private void close(Toml table) {
        closed.add(table);
        for (String name : table.names()) {
            if (table.get(name) instanceof Toml inner && !closed.contains(inner)) {
                close(inner);
            }
        }
    }

    private Object scalar() {
        int start = at;
        while (isBare(peek()) || peek() == '+' || peek() == '.' || peek() == ':') {
            at++;
        }
        String word = text.substring(start, at);
        if (word.equals("true") || word.equals("false")) {
            return word.equals("true");
        }
        boolean number = !word.isEmpty() && "+-0123456789".indexOf(word.charAt(0)) >= 0;
        if (!number && !word.equals("inf") && !word.equals("nan")) {
            throw malformed("a value is missing or malformed; strings need quotes");
        }
        return new Toml.Scalar(word);
    }

    // ---- characters

    int peek() {
        return at < text.length() ? text.charAt(at) : END;
    }

    boolean lookingAt(String expected) {
        return text.startsWith(expected, at);
    }

    /** Consumes the next character; a line feed counts as a line. */
    char take() {
        if (at >= text.length()) {
            throw malformed("the file ends within a string");
        }
        char c = text.charAt(at++);
        if (c == '\n') {
            line++;
        }
        return c;
    }

    void advance(int count) {
        at += count;
    }

    MalformedException malformed(String reason) {
        return new MalformedException(line, reason);
    }

    private boolean skip(char c) {
        if (peek() != c) {
            return false;
        }
        at++;
        return true;
    }

    private void expect(char c) {
        if (!skip(c)) {
            throw malformed("\"" + c + "\" is missing");
        }
    }

    private void skipBlanks() {
        while (peek() == ' ' || peek() == '\t') {
            at++;
        }
    }

    /** Skips blanks, comments and line ends. */
    private void skipLines() {
        while (true) {
            skipBlanks();
            if (peek() == '#') {
                comment();
            } else if (lookingAt("\r\n")) {
                at++;
            } else if (peek() == '\n') {
                take();
            } else {
                return;
            }
        }
    }

    private void comment() {
        while (peek() != '\n' && peek() != END) {
            at++;
        }
    }

    private void endOfLine() {
        skipBlanks();
        if (peek() == '#') {
            comment();
        }
        if (lookingAt("\r\n")) {
            at++;
        }
        if (peek() != '\n' && peek() != END) {
            throw malformed("there is more after the end of a value or header");
        }
    }
}
