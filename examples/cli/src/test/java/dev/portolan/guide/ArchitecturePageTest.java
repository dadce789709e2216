package dev.portolan.guide;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The table of docs/architecture.md that says where to change what. */
class ArchitecturePageTest {
    private static final Path ROOT = Path.of("").toAbsolutePath().getParent().getParent();
    /** A module and the classes in it: {@code core: `Reference`, `RegistryReference`}. */
    private static final Pattern CLASSES = Pattern.compile("([a-z]+[a-z/-]*): ((?:`[A-Za-z]+`(?:, )?)+)");

    private static Set<String> classesOf(String module) throws IOException {
        try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src/main/java"))) {
            return files.map(path -> path.getFileName().toString())
                    .filter(name -> name.endsWith(".java"))
                    .map(name -> name.substring(0, name.length() - 5))
                    .collect(Collectors.toSet());
        }
    }

    @Test
    void names_classes_that_exist() throws IOException {
        String page = Files.readString(ROOT.resolve("docs/architecture.md"));
        String table = page.substring(page.indexOf("## You want to change"), page.indexOf("## Decisions"));
        List<String> missing = new ArrayList<>();
        int found = 0;
        for (Matcher line = CLASSES.matcher(table); line.find(); ) {
            Set<String> classes = classesOf(line.group(1));
            for (String name : line.group(2).replace("`", "").split(", ")) {
                found++;
                if (!classes.contains(name)) {
                    missing.add(line.group(1) + ": " + name);
                }
            }
        }

        assertThat(missing).isEmpty();
        assertThat(found).isGreaterThan(40);
    }
}
