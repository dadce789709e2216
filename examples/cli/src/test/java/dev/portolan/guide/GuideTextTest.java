package dev.portolan.guide;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What docs/testing.md shows is, line for line, what {@link TestingGuideTest} runs. */
class GuideTextTest {
    private static final Path ROOT = Path.of("").toAbsolutePath().getParent().getParent();
    private static final Pattern BLOCK = Pattern.compile("(?s)```java\n(.*?)```");

    private static String lines(String text) {
        return text.lines().map(String::strip).filter(line -> !line.isEmpty()).collect(Collectors.joining("\n"));
    }

    @Test
    void the_examples_of_the_guide_are_those_that_run() throws IOException {
        Path guide = ROOT.resolve("docs/testing.md");
        String sources = "";
        for (String name : List.of("TestingGuideTest", "Publisher")) {
            sources += lines(
                    Files.readString(ROOT.resolve("examples/cli/src/test/java/dev/portolan/guide/" + name + ".java")));
        }
        List<String> missing = new ArrayList<>();
        int blocks = 0;
        for (Matcher block = BLOCK.matcher(Files.readString(guide)); block.find(); blocks++) {
            for (String part : block.group(1).split("(?m)^// …$")) {
                if (!sources.contains(lines(part))) {
                    missing.add(part);
                }
            }
        }

        assertThat(missing).isEmpty();
        assertThat(blocks).isGreaterThan(8);
    }
}
