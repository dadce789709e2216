package dev.portolan.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Holds docs/promises.md to the tests that there are. */
class PromisesTest {
    private static final int PROMISES = 87;

    @Test
    void every_promise_is_listed_once() throws IOException {
        assertThat(Promise.all())
                .extracting(Promise::number)
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, PROMISES).boxed().toList());
    }

    @Test
    void a_promise_names_a_test_or_is_marked_as_missing() throws IOException {
        assertThat(Promise.all()).allMatch(promise -> !promise.tests().isEmpty() || promise.notThereYet());
    }

    @Test
    void every_named_test_exists() throws IOException {
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
