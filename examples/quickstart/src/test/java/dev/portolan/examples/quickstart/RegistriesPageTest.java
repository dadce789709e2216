package dev.portolan.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Holds the table of docs/registries.md, of registries that differ, to the tests that there are. */
class RegistriesPageTest {
    private static final Pattern TEST = Pattern.compile("`(\\w+Test)(?:\\.(\\w+))?`");

    @Test
    void every_registry_that_differs_has_a_test_that_exists() throws IOException {
        TestSources sources = new TestSources();
        List<String> rows = rows();
        List<Object> wrong = new ArrayList<>();
        for (String row : rows) {
            String last = row.substring(row.lastIndexOf(" | "));
            Matcher test = TEST.matcher(last);
            if (!last.contains("the same") && !test.find()) {
                wrong.add(row);
            }
            for (test.reset(); test.find(); ) {
                String method = test.group(2) == null ? "" : test.group(2);
                NamedTest named = new NamedTest("adapters-http", test.group(1), method);
                // The engine handles what every kind of repository may do; some rows need the whole command.
                if (!named.existsIn(sources)
                        && !new NamedTest("core", test.group(1), method).existsIn(sources)
                        && !new NamedTest("cli", test.group(1), method).existsIn(sources)) {
                    wrong.add(named);
                }
            }
        }
        assertThat(rows).hasSizeGreaterThan(20);
        assertThat(wrong).isEmpty();
    }

    private static List<String> rows() throws IOException {
        return Files.readAllLines(Path.of("..", "..", "docs", "registries.md")).stream()
                .dropWhile(line -> !line.equals("## Registries that differ"))
                .filter(line -> line.startsWith("| ") && !line.startsWith("| ---") && !line.startsWith("| registry |"))
                .toList();
    }
}
