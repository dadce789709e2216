package dev.portolan.guide;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** These pages show, word for word, what the tests of this package run. */
class GuideTextTest {
    private static final Path ROOT = Path.of("").toAbsolutePath().getParent().getParent();
    private static final Pattern BLOCK = Pattern.compile("(?s)```java\n(.*?)```");

    /** Where a formatter breaks lines is no difference. */
    private static String words(String text) {
        return text.replaceAll("\\s+", "");
    }

    @ParameterizedTest
    @CsvSource({
        "testing.md, TestingGuideTest, 8",
        "cookbook.md, CookbookTest, 15",
        "observability.md, ObservabilityGuideTest, 2"
    })
    void the_examples_of_a_page_are_those_that_run(String page, String test, int least) throws IOException {
        String sources = "";
        for (String name : List.of(test, "Publisher", "MicrometerRequests", "OpenTelemetryRequests")) {
            sources += words(
                    Files.readString(ROOT.resolve("examples/cli/src/test/java/dev/portolan/guide/" + name + ".java")));
        }
        List<String> missing = new ArrayList<>();
        int blocks = 0;
        for (Matcher block = BLOCK.matcher(Files.readString(ROOT.resolve("docs").resolve(page)));
                block.find();
                blocks++) {
            for (String part : block.group(1).split("(?m)^// …$")) {
                if (!sources.contains(words(part))) {
                    missing.add(part);
                }
            }
        }

        assertThat(missing).isEmpty();
        assertThat(blocks).isGreaterThan(least);
    }
}
