package dev.portolan.internal.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portolan.error.CancelledException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(60)
class TaskPoolTest {
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void end_threads() {
        threads.shutdownNow();
        Thread.interrupted(); // whatever a failed test left behind
    }

    private TaskPool workers(int width) {
        return new TaskPool(threads, width);
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await(30, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** Waits as a transfer does: an interrupt ends it with a typed error and the flag set. */
    private static void hold(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("given up", e);
        }
    }

    @Test
    void the_width_limits_the_number_of_running_tasks() {
        CyclicBarrier four = new CyclicBarrier(4);
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        TaskPool workers = workers(4);
        for (int i = 0; i < 40; i++) {
            workers.add(0, () -> {
                most.accumulateAndGet(running.incrementAndGet(), Math::max);
                await(four);
                running.decrementAndGet();
            });
        }
        workers.run();

        assertThat(most).hasValue(4);
    }

    @Test
    void nothing_runs_before_the_run_starts() {
        AtomicInteger ran = new AtomicInteger();
        TaskPool workers = new TaskPool(Runnable::run, 8);
        for (int i = 0; i < 8; i++) {
            workers.add(0, ran::incrementAndGet);
        }

        assertThat(ran).hasValue(0);
        workers.run();
        assertThat(ran).hasValue(8);
    }

    @Test
    void a_task_that_adds_tasks_gets_help_with_them() {
        CyclicBarrier three = new CyclicBarrier(3);
        TaskPool workers = workers(3);
        workers.add(0, () -> {
            workers.add(0, () -> await(three));
            workers.add(0, () -> await(three));
            await(three);
        });

        assertThatCode(workers::run).doesNotThrowAnyException();
    }

    @Test
    void a_pool_can_run_again() {
        AtomicInteger ran = new AtomicInteger();
        TaskPool workers = workers(3);
        for (int round = 1; round <= 3; round++) {
            for (int i = 0; i < 10; i++) {
                workers.add(0, ran::incrementAndGet);
            }
            assertThat(ran).hasValue(10 * (round - 1));
            workers.run();
            assertThat(ran).hasValue(10 * round);
        }
    }

    @Test
    void a_late_helper_does_not_start_tasks_of_the_next_run() {
        List<Runnable> late = new ArrayList<>();
        TaskPool workers = new TaskPool(late::add, 3);
        AtomicInteger ran = new AtomicInteger();
        workers.add(0, ran::incrementAndGet);
        workers.add(0, ran::incrementAndGet);
        workers.run();
        workers.add(0, ran::incrementAndGet);

        assertThat(late).isNotEmpty();
        late.forEach(Runnable::run);

        assertThat(ran).hasValue(2);
    }

    @Test
    void without_tasks_a_run_ends_at_once() {
        workers(3).run();
    }

    @Test
    void small_tasks_do_not_wait_behind_large_ones() {
        CountDownLatch smallOnesDone = new CountDownLatch(20);
        TaskPool workers = workers(4);
        for (int i = 0; i < 4; i++) {
            workers.add(TaskPool.LARGE, () -> hold(smallOnesDone));
        }
        for (int i = 0; i < 20; i++) {
            workers.add(1, smallOnesDone::countDown);
        }

        assertThatCode(workers::run).doesNotThrowAnyException();
    }

    @Test
    void the_largest_task_starts_first() {
        List<Long> order = Collections.synchronizedList(new ArrayList<>());
        TaskPool workers = workers(1);
        for (long size : new long[] {1, 5L << 20, 9L << 20, 2, 7L << 20}) {
            workers.add(size, () -> order.add(size));
        }
        workers.run();

        assertThat(order).containsExactly(9L << 20, 7L << 20, 5L << 20, 1L, 2L);
    }

    // ---- failures

    @Test
    void the_first_failure_is_thrown_and_waiting_tasks_do_not_start() {
        RuntimeException failure = new IllegalArgumentException("no");
        AtomicInteger ran = new AtomicInteger();
        TaskPool workers = workers(1);
        workers.add(0, ran::incrementAndGet);
        workers.add(0, () -> {
            throw failure;
        });
        workers.add(0, ran::incrementAndGet);

        assertThatThrownBy(workers::run).isSameAs(failure);
        assertThat(ran).hasValue(1);
        workers.add(0, ran::incrementAndGet);
        assertThatThrownBy(workers::run).isSameAs(failure);
        assertThat(ran).hasValue(1);
    }

    @Test
    void a_failure_stops_the_others_and_waits_for_them() {
        RuntimeException failure = new IllegalArgumentException("no");
        CyclicBarrier all = new CyclicBarrier(4);
        AtomicInteger inside = new AtomicInteger();
        TaskPool workers = workers(4);
        for (int i = 0; i < 3; i++) {
            workers.add(0, () -> {
                inside.incrementAndGet();
                try {
                    await(all);
                    hold(new CountDownLatch(1));
                } finally {
                    inside.decrementAndGet();
                }
            });
        }
        workers.add(0, () -> {
            await(all);
            throw failure;
        });

        assertThatThrownBy(workers::run).isSameAs(failure);
        assertThat(inside).hasValue(0);
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void a_stopped_helper_does_not_keep_the_interrupt() throws Exception {
        ExecutorService one = Executors.newSingleThreadExecutor();
        CyclicBarrier both = new CyclicBarrier(2);
        Thread caller = Thread.currentThread();
        TaskPool workers = new TaskPool(one, 2);
        for (int i = 0; i < 2; i++) {
            workers.add(0, () -> {
                await(both);
                if (Thread.currentThread() == caller) {
                    throw new IllegalArgumentException("no");
                }
                while (!Thread.currentThread().isInterrupted()) {
                    Thread.onSpinWait();
                }
            });
        }
        assertThatThrownBy(workers::run).hasMessage("no");

        assertThat(one.submit(() -> Thread.currentThread().isInterrupted()).get())
                .isFalse();
        one.shutdownNow();
    }

    @Test
    void errors_and_undeclared_exceptions_are_thrown_too() {
        Error error = new AssertionError("no");
        TaskPool failing = workers(2);
        failing.add(0, () -> {
            throw error;
        });
        TaskPool sneaky = workers(2);
        sneaky.add(0, () -> TaskPoolTest.<RuntimeException>sneak(new Exception("checked")));

        assertThatThrownBy(failing::run).isSameAs(error);
        assertThatThrownBy(sneaky::run)
                .isInstanceOf(IllegalStateException.class)
                .hasRootCauseMessage("checked");
    }

    @SuppressWarnings("unchecked")
    private static <E extends Exception> void sneak(Exception e) throws E {
        throw (E) e;
    }

    // ---- interrupts

    @Test
    void an_interrupt_of_the_caller_cancels_and_the_flag_stays() {
        AtomicInteger ran = new AtomicInteger();
        TaskPool workers = workers(2);
        for (int i = 0; i < 50; i++) {
            workers.add(0, ran::incrementAndGet);
        }
        Thread.currentThread().interrupt();

        assertThatThrownBy(workers::run).isInstanceOf(CancelledException.class);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void an_interrupt_of_the_caller_while_it_waits_stops_the_helpers() {
        Thread caller = Thread.currentThread();
        AtomicBoolean helperLeft = new AtomicBoolean();
        CyclicBarrier both = new CyclicBarrier(2);
        TaskPool workers = workers(2);
        for (int i = 0; i < 2; i++) {
            workers.add(0, () -> {
                await(both);
                if (Thread.currentThread() != caller) {
                    caller.interrupt();
                    try {
                        hold(new CountDownLatch(1));
                    } finally {
                        helperLeft.set(true);
                    }
                }
            });
        }

        assertThatThrownBy(workers::run).isInstanceOf(CancelledException.class);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(helperLeft).isTrue();
    }

    @Test
    void an_interrupt_inside_a_task_is_thrown_as_the_tasks_exception() {
        TaskPool workers = workers(1);
        workers.add(0, () -> {
            Thread.currentThread().interrupt();
            hold(new CountDownLatch(1));
        });

        assertThatThrownBy(workers::run).hasMessage("given up");
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void an_interrupt_before_another_failure_is_not_lost() {
        Thread caller = Thread.currentThread();
        CyclicBarrier both = new CyclicBarrier(2);
        TaskPool workers = workers(2);
        for (int i = 0; i < 2; i++) {
            workers.add(0, () -> {
                await(both);
                if (Thread.currentThread() != caller) {
                    caller.interrupt();
                    throw new IllegalArgumentException("no");
                }
                while (!Thread.currentThread().isInterrupted()) {
                    Thread.onSpinWait();
                }
            });
        }

        assertThatThrownBy(workers::run).isInstanceOf(RuntimeException.class);
        assertThat(Thread.interrupted()).isTrue();
    }

    // ---- executors of all kinds

    static Stream<Executor> executors() {
        ThreadPoolExecutor callerRuns = new ThreadPoolExecutor(
                2, 2, 1, TimeUnit.SECONDS, new SynchronousQueue<>(), new ThreadPoolExecutor.CallerRunsPolicy());
        callerRuns.allowCoreThreadTimeOut(true);
        Random random = new Random(7);
        return Stream.of(
                Runnable::run,
                task -> {},
                task -> {
                    throw new RejectedExecutionException("full");
                },
                task -> {
                    if (random.nextBoolean()) {
                        throw new RejectedExecutionException("full");
                    }
                    task.run();
                },
                callerRuns);
    }

    @ParameterizedTest
    @MethodSource("executors")
    void a_run_needs_only_the_callers_thread(Executor executor) {
        AtomicInteger ran = new AtomicInteger();
        TaskPool workers = new TaskPool(executor, 8);
        for (int i = 0; i < 100; i++) {
            workers.add(i, () -> {
                ran.incrementAndGet();
                for (int more = 0; more < 10; more++) {
                    workers.add(1, ran::incrementAndGet);
                }
            });
        }
        workers.run();

        assertThat(ran).hasValue(1100);
    }

    @Test
    void an_executor_that_runs_tasks_in_the_caller_does_not_nest_them() {
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        TaskPool workers = new TaskPool(Runnable::run, 8);
        chain(workers, 10_000, inside, most);
        workers.run();

        assertThat(most).hasValue(1);
    }

    private static void chain(TaskPool workers, int more, AtomicInteger inside, AtomicInteger most) {
        workers.add(0, () -> {
            most.accumulateAndGet(inside.incrementAndGet(), Math::max);
            if (more > 0) {
                chain(workers, more - 1, inside, most);
            }
            inside.decrementAndGet();
        });
    }

    @Test
    void a_broken_executor_fails_the_run() {
        Executor broken = task -> {
            throw new OutOfMemoryError("unable to create a native thread");
        };
        TaskPool workers = new TaskPool(broken, 4);
        workers.add(0, () -> {});
        workers.add(0, () -> {});

        assertThatThrownBy(workers::run).isInstanceOf(OutOfMemoryError.class);
    }

    @Test
    void a_helper_that_starts_after_the_run_does_nothing() {
        List<Runnable> late = new ArrayList<>();
        AtomicInteger ran = new AtomicInteger();
        TaskPool workers = new TaskPool(late::add, 3);
        workers.add(0, ran::incrementAndGet);
        workers.add(0, ran::incrementAndGet);
        workers.run();

        late.forEach(Runnable::run);

        assertThat(late).hasSize(1);
        assertThat(ran).hasValue(2);
    }

    @Test
    void a_run_inside_a_task_of_another_run_shares_its_threads() {
        ExecutorService two = Executors.newFixedThreadPool(2);
        AtomicInteger ran = new AtomicInteger();
        TaskPool outer = new TaskPool(two, 4);
        for (int i = 0; i < 8; i++) {
            outer.add(0, () -> {
                TaskPool inner = new TaskPool(two, 4);
                for (int j = 0; j < 8; j++) {
                    inner.add(0, ran::incrementAndGet);
                }
                inner.run();
            });
        }
        outer.run();
        two.shutdownNow();

        assertThat(ran).hasValue(64);
    }

    // ---- at random

    @Test
    void random_trees_of_tasks_run_each_task_once_within_all_limits() {
        for (int seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            int width = 1 + random.nextInt(6);
            TaskPool workers = new TaskPool(threads, width);
            Tree tree = new Tree(workers, width, seed, -1);
            for (int i = 0; i < 5; i++) {
                tree.grow(random, 4);
            }
            workers.run();

            assertThat(tree.ran).as("seed " + seed).hasSize(tree.planned.get());
            assertThat(tree.broken).as("seed " + seed).isEmpty();
        }
    }

    @Test
    void random_failures_leave_no_thread_in_a_task() {
        for (int seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            TaskPool workers = workers(1 + random.nextInt(6));
            Tree tree = new Tree(workers, 6, seed, 1 + random.nextInt(30));
            for (int i = 0; i < 5; i++) {
                tree.grow(random, 4);
            }
            boolean failing = tree.failing < tree.planned.get();
            try {
                workers.run();
            } catch (IllegalArgumentException e) {
                assertThat(e).hasMessage("seed " + seed);
                failing = false;
            }

            assertThat(failing && tree.ran.contains(tree.failing))
                    .as("seed " + seed)
                    .isFalse();
            assertThat(tree.inside).as("seed " + seed).hasValue(0);
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
        }
    }

    /** Tasks that add tasks, of random sizes, and look at the bound while they run. */
    private static final class Tree {
        private final TaskPool workers;
        private final int width;
        private final int seed;
        private final int failing;
        private final AtomicInteger planned = new AtomicInteger();
        private final AtomicInteger inside = new AtomicInteger();
        private final Set<Integer> ran = ConcurrentHashMap.newKeySet();
        private final Set<String> broken = ConcurrentHashMap.newKeySet();

        Tree(TaskPool workers, int width, int seed, int failing) {
            this.workers = workers;
            this.width = width;
            this.seed = seed;
            this.failing = failing;
        }

        void grow(Random random, int depth) {
            int id = planned.getAndIncrement();
            long size = random.nextInt(4) == 0 ? random.nextInt(15 << 20) : random.nextInt(1000);
            int children = depth == 0 ? 0 : random.nextInt(4);
            long childSeed = random.nextLong();
            workers.add(size, () -> {
                if (inside.incrementAndGet() > width) {
                    broken.add("task " + id);
                }
                try {
                    Random own = new Random(childSeed);
                    IntStream.range(0, children).forEach(i -> grow(own, depth - 1));
                    if (id == failing) {
                        throw new IllegalArgumentException("seed " + seed);
                    }
                    ran.add(id);
                } finally {
                    inside.decrementAndGet();
                }
            });
        }
    }
}
