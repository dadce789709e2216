package dev.portolan.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds docs/promises.md to the tests that there are. */
class PromisesTest {
    private static final int PROMISES = 65;

    static Stream<Promise> promises() throws IOException {
        return Promise.all().stream();
    }

    @Test
    void every_promise_stands_there_once() throws IOException {
        assertThat(Promise.all())
                .extracting(Promise::number)
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, PROMISES).boxed().toList());
    }

    @ParameterizedTest
    @MethodSource("promises")
    void a_promise_names_a_test_or_says_that_it_is_not_there_yet(Promise promise) {
        assertThat(!promise.tests().isEmpty() || promise.notThereYet()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("promises")
    void every_test_that_is_named_exists(Promise promise) throws IOException {
        for (NamedTest test : promise.tests()) {
            assertThat(test.exists()).as(test.toString()).isTrue();
        }
    }
}
