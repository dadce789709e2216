package dev.portolan.examples.quickstart;

import java.io.IOException;
import java.util.regex.Pattern;

/**
 * A test as docs/promises.md names it.
 *
 * @param method empty for the whole class
 */
record NamedTest(String module, String className, String method) {
    private static final Pattern TEST_CLASS =
            Pattern.compile("@Test|@TestFactory|@ParameterizedTest|@Property| extends \\w+(Contract|Test)\\b");

    /** Whether the sources have such a class with such a test. */
    boolean existsIn(TestSources sources) throws IOException {
        Pattern wanted = method.isEmpty() ? TEST_CLASS : test();
        return sources.sources(module, className).stream()
                .anyMatch(source -> wanted.matcher(source).find());
    }

    /** A method of that name with an annotation of a test, and nothing but other annotations between. */
    private Pattern test() {
        return Pattern.compile(
                "@(Test|TestFactory|ParameterizedTest|Property)\\b(?:(?!;|\\n\\n)[\\s\\S]){0,2000}? " + method + "\\(");
    }

    @Override
    public String toString() {
        return module + ": " + className + (method.isEmpty() ? "" : "." + method);
    }
}
