package dev.portolan.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A class of tests whose name the build does not look for would be compiled, and never run. */
class TestNamesTest {
    private static final Path ROOT = Path.of("..", "..");
    private static final Pattern A_TEST = Pattern.compile("(?m)^ +@(Test|ParameterizedTest|RepeatedTest|Property)\\b");
    private static final Pattern LOOKED_FOR = Pattern.compile("Test.*|.*(Test|Tests|TestCase|Properties)");

    @Test
    void every_test_class_has_a_name_that_the_build_runs() throws IOException {
        try (Stream<Path> files = Files.find(ROOT, 255, (file, attributes) -> isTestSource(file))) {
            assertThat(files)
                    .hasSizeGreaterThan(100)
                    .filteredOn(file -> A_TEST.matcher(read(file)).find())
                    .allMatch(file -> LOOKED_FOR
                            .matcher(file.getFileName().toString().replace(".java", ""))
                            .matches());
        }
    }

    @Test
    void the_build_looks_for_those_names() throws IOException {
        assertThat(Files.readString(ROOT.resolve("pom.xml")))
                .contains("<include>**/Test*.java</include>")
                .contains("<include>**/*Test.java</include>")
                .contains("<include>**/*Tests.java</include>")
                .contains("<include>**/*TestCase.java</include>")
                .contains("<include>**/*Properties.java</include>");
    }

    private static boolean isTestSource(Path file) {
        return file.toString().replace('\\', '/').contains("/src/test/java/")
                && file.toString().endsWith(".java");
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
