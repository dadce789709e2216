package dev.portolan.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Holds docs/promises.md to the tests that there are. */
class PromisesTest {
    private static final int PROMISES = 86;

    @Test
    void every_promise_stands_there_once() throws IOException {
        assertThat(Promise.all())
                .extracting(Promise::number)
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, PROMISES).boxed().toList());
    }

    @Test
    void a_promise_names_a_test_or_says_that_it_is_not_there_yet() throws IOException {
        assertThat(Promise.all()).allMatch(promise -> !promise.tests().isEmpty() || promise.notThereYet());
    }

    @Test
    void every_test_that_is_named_exists() throws IOException {
        TestSources sources = new TestSources();
        List<NamedTest> missing = new ArrayList<>();
        for (Promise promise : Promise.all()) {
            for (NamedTest test : promise.tests()) {
                if (!test.existsIn(sources)) {
                    missing.add(test);
                }
            }
        }
        assertThat(missing).isEmpty();
    }
}
