package dev.portolan.examples.quickstart;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A test as docs/promises.md names it.
 *
 * @param method empty for the whole class
 */
record NamedTest(String module, String className, String method) {
    private static final Path ROOT = Path.of("..", "..");
    private static final Set<String> EXAMPLES =
            Set.of("analysis-cache", "cli", "file-archives", "infra-artifacts", "quickstart");

    /** Whether the sources have such a class with such a test; a contract lies among the sources of the testkit. */
    boolean exists() throws IOException {
        Optional<Path> file = file("src/test/java").or(() -> file("src/main/java"));
        if (file.isEmpty()) {
            return false;
        }
        String source = Files.readString(file.get());
        return method.isEmpty()
                ? Pattern.compile("@Test|@ParameterizedTest|@Property| extends \\w+(Contract|Test)\\b")
                        .matcher(source)
                        .find()
                : isTest(source);
    }

    /** Whether a method of that name has an annotation of a test, with nothing but other annotations between. */
    private boolean isTest(String source) {
        return Pattern.compile("@(Test|ParameterizedTest|Property)\\b(?:(?!;|\\n\\n)[\\s\\S])*? " + method + "\\(")
                .matcher(source)
                .find();
    }

    private Optional<Path> file(String sources) {
        Path folder = ROOT.resolve(EXAMPLES.contains(module) ? "examples" : ".")
                .resolve(module)
                .resolve(sources);
        if (!Files.isDirectory(folder)) {
            return Optional.empty();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.endsWith(className + ".java")).findFirst();
        } catch (IOException e) {
            throw new AssertionError(folder.toString(), e);
        }
    }

    @Override
    public String toString() {
        return module + ": " + className + (method.isEmpty() ? "" : "." + method);
    }
}
