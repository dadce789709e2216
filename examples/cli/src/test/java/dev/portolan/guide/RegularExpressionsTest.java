package dev.portolan.guide;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * No regular expression in the sources of any module takes more than a few steps per character of 64 KiB of one
 * repeated character, whether it is a constant or inline. So it does not matter whose text it meets.
 */
class RegularExpressionsTest {
    private static final Path ROOT = Path.of("").toAbsolutePath().getParent().getParent();
    private static final int LENGTH = 64 << 10;
    private static final long MOST_STEPS = 40L * LENGTH;
    private static final String CHARACTERS = " a0-.:\"\\<,=/";
    private static final int MOST_STARTS = 4;

    /** A call that takes a regular expression, and the string that it begins with, which may have several parts. */
    private static final Pattern USE = Pattern.compile(
            "(?:\\.(matches|split|replaceAll|replaceFirst)|Pattern\\.(compile))\\(\\s*((?:\"(?:[^\"\\\\]|\\\\.)*\"(?:\\s*\\+\\s*)?)+)");

    private static final Pattern UNICODE_ESCAPE = Pattern.compile("\\\\u([0-9a-f]{4})");

    private record Use(String where, String how, Pattern pattern) {}

    private static final class TooManyStepsException extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    /** Counts how often characters are looked at. */
    private static final class Counted implements CharSequence {
        private final String text;
        private long steps;

        Counted(String text) {
            this.text = text;
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public char charAt(int index) {
            if (++steps > MOST_STEPS) {
                throw new TooManyStepsException();
            }
            return text.charAt(index);
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.substring(start, end);
        }

        @Override
        public String toString() {
            return text;
        }
    }

    private static List<Use> uses() throws IOException {
        List<Use> uses = new ArrayList<>();
        try (Stream<Path> files = Files.walk(ROOT)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".java")
                            && path.toString().contains("/src/main/")
                            && !ROOT.relativize(path).startsWith("examples/benchmarks"))
                    .toList()) {
                String source = Files.readString(file);
                for (Matcher use = USE.matcher(source); use.find(); ) {
                    String how = use.group(1) == null ? constantIsSearched(source) : use.group(1);
                    String regex = value(use.group(3));
                    uses.add(new Use(file.getFileName() + " " + regex, how, Pattern.compile(regex)));
                }
            }
        }
        return uses;
    }

    private static String constantIsSearched(String source) {
        return source.contains(".find()") || source.contains(".results()") || source.contains("replaceAll(word")
                ? "find"
                : "matches";
    }

    private static String value(String literals) {
        StringBuilder value = new StringBuilder();
        for (Matcher part = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"").matcher(literals); part.find(); ) {
            value.append(UNICODE_ESCAPE
                    .matcher(part.group(1))
                    .replaceAll(escape ->
                            Matcher.quoteReplacement(Character.toString(Integer.parseInt(escape.group(1), 16))))
                    .translateEscapes());
        }
        return value.toString();
    }

    /** Texts that lead into an expression before the repetition begins: nothing, or its first own characters. */
    private static List<String> starts(String regex) {
        List<String> starts = new ArrayList<>(List.of(""));
        StringBuilder literal = new StringBuilder();
        for (char c : regex.toCharArray()) {
            if ("\\[](){}.*+?|^$".indexOf(c) < 0 && starts.size() < MOST_STARTS) {
                starts.add(literal.append(c).toString());
            }
        }
        return starts;
    }

    private static boolean isSlow(Use use, String text) {
        Matcher matcher = use.pattern().matcher(new Counted(text));
        try {
            if (use.how().equals("matches")) {
                matcher.matches();
            } else {
                while (matcher.find()) {}
            }
            return false;
        } catch (TooManyStepsException e) {
            return true;
        }
    }

    @Test
    void none_takes_more_than_a_few_steps_per_character() throws IOException {
        List<Use> uses = uses();
        assertThat(uses).hasSizeGreaterThan(60);
        List<String> slow = new ArrayList<>();
        for (Use use : uses) {
            for (String start : starts(use.pattern().pattern())) {
                for (char c : CHARACTERS.toCharArray()) {
                    if (isSlow(use, start + String.valueOf(c).repeat(LENGTH))) {
                        slow.add(use.where() + " (" + use.how() + ") on \"" + start + "\" and many '" + c + "'");
                    }
                }
            }
        }

        assertThat(slow).isEmpty();
    }
}
