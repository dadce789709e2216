package dev.portolan.http.config;

/** Reads the four kinds of TOML string: basic and literal, each on one line or on several. */
final class TomlStrings {
    private TomlStrings() {}

    static String any(TomlParser in) {
        return in.lookingAt("\"\"\"") || in.lookingAt("'''") ? severalLines(in) : oneLine(in);
    }

    static String oneLine(TomlParser in) {
        char quote = in.take();
        StringBuilder string = new StringBuilder();
        while (in.peek() != quote) {
            if (in.peek() == '\n' || in.peek() == '\r') {
                throw in.malformed("a string does not end in its line");
            }
            add(in, quote == '"', string);
        }
        in.advance(1);
        return string.toString();
    }

    private static String severalLines(TomlParser in) {
        char quote = in.take();
        String end = String.valueOf(quote).repeat(3);
        in.advance(2);
        if (in.lookingAt("\r\n")) {
            in.advance(1);
        }
        if (in.peek() == '\n') {
            in.take();
        }
        StringBuilder string = new StringBuilder();
        while (!in.lookingAt(end)) {
            if (quote == '"' && foldsLine(in)) {
                continue;
            }
            add(in, quote == '"', string);
        }
        in.advance(3);
        // up to two quotes may come before the closing ones
        for (int more = 0; more < 2 && in.peek() == quote; more++) {
            string.append(quote);
            in.advance(1);
        }
        return string.toString();
    }

    /** A backslash at the end of a line drops all blanks and line ends that follow. */
    private static boolean foldsLine(TomlParser in) {
        if (!in.lookingAt("\\\n") && !in.lookingAt("\\\r\n")) {
            return false;
        }
        in.advance(1);
        while (in.peek() >= 0 && " \t\r\n".indexOf(in.peek()) >= 0) {
            in.take();
        }
        return true;
    }

    private static void add(TomlParser in, boolean escapes, StringBuilder string) {
        char c = in.take();
        if (c == '\\' && escapes) {
            escape(in, string);
        } else if (c < ' ' && c != '\t' && c != '\n' && c != '\r' || c == 0x7f) {
            throw in.malformed("a string has a control character");
        } else {
            string.append(c);
        }
    }

    private static void escape(TomlParser in, StringBuilder string) {
        char c = in.take();
        switch (c) {
            case 'b' -> string.append('\b');
            case 't' -> string.append('\t');
            case 'n' -> string.append('\n');
            case 'f' -> string.append('\f');
            case 'r' -> string.append('\r');
            case '"', '\\' -> string.append(c);
            case 'u' -> string.appendCodePoint(codePoint(in, 4));
            case 'U' -> string.appendCodePoint(codePoint(in, 8));
            default -> throw in.malformed("a string has an unknown escape; write \\\\ for a backslash");
        }
    }

    private static int codePoint(TomlParser in, int digits) {
        long value = 0;
        for (int i = 0; i < digits; i++) {
            int digit = Character.digit(in.take(), 16);
            if (digit < 0) {
                throw in.malformed("an escape needs " + digits + " hexadecimal digits");
            }
            value = value << 4 | digit;
        }
        if (value > Character.MAX_CODE_POINT || value >= 0xd800 && value <= 0xdfff) {
            throw in.malformed("an escape is no Unicode character");
        }
        return (int) value;
    }
}
