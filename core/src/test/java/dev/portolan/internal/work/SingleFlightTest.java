package dev.portolan.internal.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.portolan.error.CancelledException;
import dev.portolan.error.Problem;
import dev.portolan.error.UnreachableException;
import java.io.EOFException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** How threads wait for one another is in {@code CachingTransportTest}. */
@Timeout(60)
class SingleFlightTest {
    private final SingleFlight<String, Integer> flights = new SingleFlight<>();
    private final AtomicInteger attempts = new AtomicInteger();

    @Test
    void keeps_no_entry_for_an_idle_key() {
        assertThat(flights.get("key", () -> flights.get("other", () -> 1))).isEqualTo(1);
        assertThatThrownBy(() -> flights.get("key", () -> {
                    throw new IllegalStateException();
                }))
                .isInstanceOf(IllegalStateException.class);

        assertThat(flights.size()).isZero();
    }

    private static UnreachableException unreachable() {
        return new UnreachableException(
                Problem.of("no answer").at("registry.test").retryable(true));
    }

    static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of((Supplier<Integer>) () -> {
                    throw unreachable();
                }),
                Arguments.of((Supplier<Integer>) () -> {
                    throw new UncheckedIOException(new EOFException("cut off"));
                }));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void a_failure_is_that_of_all_who_waited(Supplier<Integer> work) throws Exception {
        List<Throwable> failures = failuresOf(10, work);

        assertThat(attempts).hasValue(1);
        assertThat(failures)
                .doesNotHaveDuplicates()
                .extracting(Object::toString)
                .containsOnly(String.valueOf(catchThrowable(work::get)));
        assertThat(flights.get("key", () -> 7)).isEqualTo(7);
    }

    @Test
    void those_who_waited_for_a_thread_that_was_cancelled_do_the_work() throws Exception {
        List<Throwable> failures = failuresOf(10, () -> {
            if (attempts.get() == 1) {
                throw new CancelledException(Problem.of("another transfer failed"));
            }
            return 1;
        });

        assertThat(failures).hasSize(1).hasOnlyElementsOfType(CancelledException.class);
        assertThat(attempts).hasValueGreaterThan(1);
    }

    @Test
    void those_who_waited_for_a_thread_that_failed_because_of_an_interrupt_do_the_work() throws Exception {
        List<Throwable> failures = failuresOf(10, () -> {
            if (attempts.get() == 1) {
                Thread.currentThread().interrupt();
                throw unreachable();
            }
            return 1;
        });

        assertThat(failures).hasSize(1).hasOnlyElementsOfType(UnreachableException.class);
        assertThat(attempts).hasValueGreaterThan(1);
    }

    /** Lets threads ask for one key, of which one begins when all others wait. */
    private List<Throwable> failuresOf(int threads, Supplier<Integer> work) throws InterruptedException {
        List<Throwable> failures = new CopyOnWriteArrayList<>();
        CountDownLatch begin = new CountDownLatch(1);
        List<Thread> started = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            Thread thread = new Thread(() -> {
                Throwable failure = catchThrowable(() -> flights.get("key", () -> {
                    attempts.incrementAndGet();
                    await(begin);
                    return work.get();
                }));
                if (failure != null) {
                    failures.add(failure);
                }
            });
            thread.setDaemon(true);
            thread.start();
            started.add(thread);
        }
        while (!started.stream().allMatch(thread -> thread.getState() == Thread.State.WAITING)) {
            Thread.onSpinWait();
        }
        begin.countDown();
        for (Thread thread : started) {
            thread.join();
        }
        return failures;
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
