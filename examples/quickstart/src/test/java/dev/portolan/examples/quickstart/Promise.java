package dev.portolan.examples.quickstart;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One promise of docs/promises.md, with the tests that are named for it. */
record Promise(int number, List<NamedTest> tests, boolean notThereYet) {
    private static final Pattern PROMISE = Pattern.compile("(\\d+)\\. .+");
    private static final Pattern TEST = Pattern.compile("\\s+- `([a-z-]+): (\\w+)(?:\\.(\\w+))?`");
    private static final Pattern NOT_THERE_YET = Pattern.compile("\\s+- Not there yet(: .+)?\\.");
    private static final Pattern LIST_ITEM = Pattern.compile("\\s+- .*");

    /** All promises, in the order of the document. */
    static List<Promise> all() throws IOException {
        List<Promise> promises = new ArrayList<>();
        for (String line : Files.readAllLines(Path.of("..", "..", "docs", "promises.md"))) {
            Matcher promise = PROMISE.matcher(line);
            Matcher test = TEST.matcher(line);
            if (promise.matches()) {
                promises.add(new Promise(Integer.parseInt(promise.group(1)), new ArrayList<>(), false));
            } else if (test.matches()) {
                String method = test.group(3) == null ? "" : test.group(3);
                last(promises).tests.add(new NamedTest(test.group(1), test.group(2), method));
            } else if (NOT_THERE_YET.matcher(line).matches()) {
                Promise last = promises.remove(promises.size() - 1);
                promises.add(new Promise(last.number, last.tests, true));
            } else if (LIST_ITEM.matcher(line).matches()) {
                throw new AssertionError("neither a test nor a word that there is none: " + line);
            }
        }
        return promises;
    }

    private static Promise last(List<Promise> promises) {
        return promises.get(promises.size() - 1);
    }
}
