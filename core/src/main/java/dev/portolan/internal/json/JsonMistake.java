package dev.portolan.internal.json;

import dev.portolan.error.Text;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.StreamReadConstraints;

/**
 * Finds the first mistake in a document that the parser refused, and describes it (RFC 8259). It reads the document
 * again, because the parser's own messages assume that the reader knows the parser.
 */
final class JsonMistake {
    private static final int LONGEST_WORD = 30;
    private static final String BLANKS = " \t\r\n";
    /** The characters that end a word quoted in a message. */
    private static final String MARKS = BLANKS + "{}[],:\"";

    private final String text;
    /** Whether the text ends where bytes follow that are not UTF-8. */
    private final boolean cut;

    private final int deepest;
    private int at;

    private JsonMistake(byte[] document, int deepest) {
        CharBuffer chars = CharBuffer.allocate(document.length);
        this.cut = StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(document), chars, true)
                .isError();
        this.text = chars.flip().toString();
        this.deepest = deepest;
        this.at = text.startsWith("\ufeff") ? 1 : 0;
    }

    /**
     * Returns the first mistake of a document that is malformed.
     *
     * @param deepest how many objects and lists may be within each other
     */
    static JsonFormatException of(byte[] document, int deepest) {
        JsonMistake mistake = new JsonMistake(document, deepest);
        try {
            mistake.value(0, "expected a value");
            mistake.blanks();
            return mistake.at < mistake.text.length()
                    ? mistake.here("there is text after the end of the document")
                    : new JsonFormatException("a name, string or number in it is too long", "");
        } catch (JsonFormatException e) {
            return e;
        }
    }

    private void value(int depth, String expected) {
        switch (next("the document ends where a value is expected")) {
            case '{' -> object(depth + 1);
            case '[' -> list(depth + 1);
            case '"' -> string();
            case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> number();
            default -> literal(expected);
        }
    }

    private void object(int depth) {
        int start = open(depth);
        String ends = "the document ends inside the object that starts" + where(start);
        if (next(ends) == '}') {
            at++;
            return;
        }
        while (true) {
            if (next(ends) != '"') {
                throw found("expected the name of a member in double quotes");
            }
            int name = at;
            string();
            String quoted = Text.quote(text.substring(name + 1, at - 1));
            if (next(ends) != ':') {
                throw found("expected \":\" after the name " + quoted);
            }
            at++;
            value(depth, "expected a value for " + quoted);
            if (isLast('}', ends)) {
                return;
            }
        }
    }

    private void list(int depth) {
        int start = open(depth);
        String ends = "the document ends inside the list that starts" + where(start);
        if (next(ends) == ']') {
            at++;
            return;
        }
        do {
            next(ends);
            value(depth, "expected a value");
        } while (!isLast(']', ends));
    }

    private int open(int depth) {
        if (depth > deepest) {
            throw here("more than " + deepest + " objects and lists are within each other");
        }
        return at++;
    }

    /** Reads the comma or the end after a value in an object or list. */
    private boolean isLast(char close, String ends) {
        char c = next(ends);
        if (c != ',' && c != close) {
            throw found("expected \",\" or \"" + close + "\" after a value");
        }
        at++;
        return c == close;
    }

    private void string() {
        int start = at++;
        while (true) {
            char c = peek("the document ends inside the string that starts" + where(start));
            if (c < ' ') {
                throw here(
                        c == '\n' || c == '\r'
                                ? "a line ends inside a string"
                                : "a string contains a control character; write it as "
                                        + String.format("\\u%04x", (int) c));
            }
            at++;
            if (c == '"') {
                return;
            }
            if (c == '\\') {
                escape();
            }
        }
    }

    private void escape() {
        char c = peek("the document ends inside a string");
        if (c == 'u') {
            for (int i = 1; i <= 4; i++) {
                if (at + i >= text.length() || Character.digit(text.charAt(at + i), 16) < 0) {
                    throw here("\\u needs four hexadecimal digits");
                }
            }
            at += 5;
        } else if ("\"\\/bfnrt".indexOf(c) < 0) {
            throw here(Text.quote("\\" + c) + " is not an escape; write \\\\ for a backslash");
        } else {
            at++;
        }
    }

    private void number() {
        int start = at;
        at += text.charAt(at) == '-' ? 1 : 0;
        if (at < text.length() && text.charAt(at) == '0') {
            at++;
            if (isDigit()) {
                throw here("a number starts with 0");
            }
        } else {
            digits();
        }
        if (at < text.length() && text.charAt(at) == '.') {
            at++;
            digits();
        }
        if (at < text.length() && "eE".indexOf(text.charAt(at)) >= 0) {
            at++;
            at += at < text.length() && "+-".indexOf(text.charAt(at)) >= 0 ? 1 : 0;
            digits();
        }
        if (at - start > StreamReadConstraints.DEFAULT_MAX_NUM_LEN) {
            at = start;
            throw here("a number has more than " + StreamReadConstraints.DEFAULT_MAX_NUM_LEN + " characters");
        }
    }

    private void digits() {
        if (!isDigit()) {
            peek("the document ends inside a number");
            throw found("expected a digit");
        }
        while (isDigit()) {
            at++;
        }
    }

    private boolean isDigit() {
        return at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9';
    }

    private void literal(String expected) {
        String word = word();
        if (!word.equals("true") && !word.equals("false") && !word.equals("null")) {
            throw found(expected);
        }
        at += word.length();
    }

    /** Returns the word that starts here, or the mark. */
    private String word() {
        int end = at;
        while (end < text.length() && MARKS.indexOf(text.charAt(end)) < 0) {
            end++;
        }
        return text.substring(at, Math.max(end, at + 1));
    }

    private void blanks() {
        while (at < text.length() && BLANKS.indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    /** Returns the next character that is not white space. */
    private char next(String ends) {
        blanks();
        return peek(ends);
    }

    private char peek(String ends) {
        if (at == text.length()) {
            throw cut ? here("the document is not in UTF-8") : new JsonFormatException(ends, "");
        }
        return text.charAt(at);
    }

    private JsonFormatException found(String expected) {
        String word = word();
        if (word.startsWith("//") || word.startsWith("/*")) {
            return here("JSON has no comments");
        }
        String shown = Text.clean(word, LONGEST_WORD);
        return here(expected + ", found " + (shown.equals("\"") ? "a string" : '"' + shown + '"'));
    }

    private JsonFormatException here(String what) {
        return new JsonFormatException(what, where(at));
    }

    private String where(int index) {
        int line = 1;
        int column = 1;
        for (int i = 0; i < index; i++) {
            column = text.charAt(i) == '\n' ? 1 : column + 1;
            line += text.charAt(i) == '\n' ? 1 : 0;
        }
        return " at line " + line + ", column " + column;
    }
}
