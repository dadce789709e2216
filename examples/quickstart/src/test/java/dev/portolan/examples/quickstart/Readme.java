package dev.portolan.examples.quickstart;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** The programs that stand in the README at the top of the repository. */
final class Readme {
    private static final Pattern JAVA = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

    private Readme() {}

    /** The Java programs, in their order. */
    static List<String> programs() throws IOException {
        return JAVA.matcher(Files.readString(Path.of("..", "..", "README.md")))
                .results()
                .map(program -> program.group(1))
                .toList();
    }
}
