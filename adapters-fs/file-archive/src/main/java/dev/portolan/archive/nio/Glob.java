package dev.portolan.archive.nio;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Globs as {@link java.nio.file.FileSystem#getPathMatcher} describes them, as regular expressions. */
final class Glob {
    private static final String SPECIAL = "\\^$.|+()[]{}*?";

    private final String glob;
    private final StringBuilder regex = new StringBuilder();
    private int next;

    private Glob(String glob) {
        this.glob = glob;
    }

    static Pattern compile(String glob) {
        return Pattern.compile(new Glob(glob).translate(), Pattern.DOTALL);
    }

    private String translate() {
        boolean inGroup = false;
        while (next < glob.length()) {
            char c = glob.charAt(next++);
            switch (c) {
                case '\\' -> literal(take("an escape is not followed by a character"));
                case '*' -> asterisk();
                case '?' -> regex.append("[^/]");
                case '[' -> characters();
                case '{' -> {
                    if (inGroup) {
                        throw malformed("groups cannot be nested");
                    }
                    inGroup = true;
                    regex.append("(?:(?:");
                }
                case '}' -> {
                    regex.append(inGroup ? "))" : "\\}");
                    inGroup = false;
                }
                case ',' -> regex.append(inGroup ? ")|(?:" : ",");
                default -> literal(c);
            }
        }
        if (inGroup) {
            throw malformed("a group is not closed");
        }
        return regex.toString();
    }

    private void asterisk() {
        if (next < glob.length() && glob.charAt(next) == '*') {
            next++;
            regex.append(".*");
        } else {
            regex.append("[^/]*");
        }
    }

    /** A set of characters, of which a slash is never one. */
    private void characters() {
        regex.append("(?:(?!/)[");
        if (peek() == '!') {
            next++;
            regex.append('^');
        } else if (peek() == '^') {
            next++;
            regex.append("\\^");
        }
        if (peek() == '-') {
            next++;
            regex.append("\\-");
        }
        boolean range = false;
        char last = 0;
        while (true) {
            char c = take("a character set is not closed");
            if (c == ']') {
                break;
            }
            if (c == '/') {
                throw malformed("a character set contains a slash");
            }
            if (c == '-' && last != 0 && !range && peek() != ']' && peek() != 0) {
                range = true;
                regex.append('-');
                continue;
            }
            if (range && c < last) {
                throw malformed("a range ends before it begins");
            }
            regex.append(isSpecialInSet(c) ? "\\" + c : "" + c);
            last = range ? 0 : c;
            range = false;
        }
        regex.append("])");
    }

    private static boolean isSpecialInSet(char c) {
        return "\\[]&^-~#\"".indexOf(c) >= 0;
    }

    private char peek() {
        return next < glob.length() ? glob.charAt(next) : 0;
    }

    private char take(String otherwise) {
        if (next == glob.length()) {
            throw malformed(otherwise);
        }
        return glob.charAt(next++);
    }

    private void literal(char c) {
        if (SPECIAL.indexOf(c) >= 0) {
            regex.append('\\');
        }
        regex.append(c);
    }

    private PatternSyntaxException malformed(String reason) {
        return new PatternSyntaxException(reason, glob, next - 1);
    }
}
