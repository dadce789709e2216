package dev.portolan.http.pipeline;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One way to log in that a registry offers (RFC 9110, 11.6.1).
 *
 * @param scheme the scheme in lower case: {@code basic}, {@code bearer} and others
 * @param parameters its parameters; names match in any case
 */
record Challenge(String scheme, Map<String, String> parameters) {

    /** A registry offers two or three; more than this of one answer are not read. */
    private static final int MOST = 32;

    /** Returns the value of a parameter; empty when it is absent or empty. */
    Optional<String> parameter(String name) {
        return Optional.ofNullable(parameters.get(name)).filter(value -> !value.isEmpty());
    }

    /**
     * Reads all {@code WWW-Authenticate} headers of an answer: several headers, several challenges in one, parameters
     * in any order, quoted commas. A malformed part ends its header; the challenges before it count.
     */
    static List<Challenge> parse(List<String> headers) {
        List<Challenge> challenges = new ArrayList<>();
        for (String header : headers) {
            new Parser(header, challenges).parse();
        }
        return challenges;
    }

    private static final class Parser {
        private final String text;
        private final List<Challenge> challenges;
        private int at;

        Parser(String text, List<Challenge> challenges) {
            this.text = text;
            this.challenges = challenges;
        }

        void parse() {
            @Nullable Map<String, String> parameters = null;
            while (challenges.size() < MOST) {
                skip(" \t,");
                String word = word("");
                if (word.isEmpty()) {
                    return;
                }
                int afterWord = at;
                skip(" \t");
                if (peek() == '=') {
                    if (parameters == null) {
                        return; // a parameter of nothing
                    }
                    at++;
                    skip(" \t");
                    String value = peek() == '"' ? quoted() : word("=");
                    parameters.putIfAbsent(word, value);
                    continue;
                }
                parameters = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
                challenges.add(new Challenge(word.toLowerCase(Locale.ROOT), parameters));
                if (at > afterWord) {
                    skipToken68();
                }
            }
        }

        /** A challenge may have one bare value instead of parameters, as Negotiate does. */
        private void skipToken68() {
            int start = at;
            String value = word("/");
            while (peek() == '=') {
                at++;
            }
            int end = at;
            skip(" \t");
            if (value.isEmpty() || !(at == text.length() || peek() == ',')) {
                at = start;
            } else {
                at = end;
            }
        }

        private char peek() {
            return at < text.length() ? text.charAt(at) : '\0';
        }

        private void skip(String chars) {
            while (at < text.length() && chars.indexOf(text.charAt(at)) >= 0) {
                at++;
            }
        }

        /** Returns a token of RFC 9110, with a few characters more for registries that forget to quote. */
        private String word(String more) {
            int start = at;
            while (at < text.length()) {
                char c = text.charAt(at);
                boolean letterOrDigit = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
                if (!letterOrDigit && "!#$%&'*+-.^_`|~:/".concat(more).indexOf(c) < 0) {
                    break;
                }
                at++;
            }
            return text.substring(start, at);
        }

        private String quoted() {
            StringBuilder value = new StringBuilder();
            for (at++; at < text.length() && text.charAt(at) != '"'; at++) {
                if (text.charAt(at) == '\\' && at + 1 < text.length()) {
                    at++;
                }
                value.append(text.charAt(at));
            }
            at = Math.min(at + 1, text.length()); // the closing quote may be missing
            return value.toString();
        }
    }
}
