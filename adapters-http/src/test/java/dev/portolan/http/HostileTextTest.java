package dev.portolan.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** No pattern of this module takes more than a few steps per character, for any input. */
class HostileTextTest {
    private static final int LENGTH = 64 << 10;
    private static final long MOST_STEPS = 40L * LENGTH;
    private static final List<String> STARTS = List.of(
            "",
            "299 ",
            "299 - \"",
            "bytes ",
            "bytes 0-",
            "0-",
            "</x>; rel=",
            "<",
            "-----BEGIN A-----",
            "a.",
            "a:",
            "1.");
    private static final String CHARACTERS = " \ta0-_.:\"\\\\<>%,;=?/@*";

    /** The patterns that are looked for within a text; all others have to match the whole. */
    private static final Set<String> SEARCHED = Set.of("ProxyFailure.TUNNEL", "ImmutableTag.WORDS", "PemReader.BLOCK");

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
            steps++;
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

    private record Named(String name, Pattern pattern) {}

    private static List<Named> patterns() throws IOException, URISyntaxException, ReflectiveOperationException {
        Path classes = Path.of(HttpTransport.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        List<Named> patterns = new ArrayList<>();
        try (Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".class")
                            && !path.endsWith("module-info.class")
                            && !path.toString().contains("dagger"))
                    .toList()) {
                String name = classes.relativize(file).toString().replace('/', '.');
                Class<?> type = Class.forName(
                        name.substring(0, name.length() - ".class".length()),
                        false,
                        HttpTransport.class.getClassLoader());
                for (Field field : type.getDeclaredFields()) {
                    if (field.getType() == Pattern.class && Modifier.isStatic(field.getModifiers())) {
                        field.setAccessible(true);
                        patterns.add(
                                new Named(type.getSimpleName() + "." + field.getName(), (Pattern) field.get(null)));
                    }
                }
            }
        }
        return patterns;
    }

    @Test
    void every_pattern_takes_few_steps_per_character()
            throws IOException, URISyntaxException, ReflectiveOperationException {
        List<Named> patterns = patterns();
        assertThat(patterns).hasSizeGreaterThan(5);

        for (Named named : patterns) {
            for (String start : STARTS) {
                for (char c : CHARACTERS.toCharArray()) {
                    Counted text = new Counted(start + String.valueOf(c).repeat(LENGTH));
                    Matcher matcher = named.pattern().matcher(text);
                    boolean any = SEARCHED.contains(named.name()) ? matcher.find() : matcher.matches();
                    assertThat(text.steps)
                            .as("%s on \"%s\" and many of '%s' (%s)", named.name(), start, c, any)
                            .isLessThan(MOST_STEPS);
                }
            }
        }
    }
}
