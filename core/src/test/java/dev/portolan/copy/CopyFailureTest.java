package dev.portolan.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portolan.error.CancelledException;
import dev.portolan.error.DeniedException;
import dev.portolan.error.NotFoundException;
import dev.portolan.error.OciException;
import dev.portolan.error.Problem;
import dev.portolan.error.RegistryError;
import dev.portolan.error.UnreachableException;
import dev.portolan.fake.FakeRepository;
import dev.portolan.fake.Sample;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.ImageManifest;
import dev.portolan.model.Manifest;
import dev.portolan.model.Tag;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class CopyFailureTest extends CopyTest {
    private static final List<Tag> TAGS = List.of(V1, Tag.of("v1.0"), Tag.of("latest"));

    private final ImageManifest image = Sample.image("image", blob("a"), blob("b"), blob("c"));

    private static UnreachableException unreachable() {
        return new UnreachableException(Problem.of("the line is dead").retryable(true));
    }

    private static Consumer<String> failing(String call, OciException failure) {
        return actual -> {
            if (actual.equals(call)) {
                throw failure;
            }
        };
    }

    /** Waits as a transfer does that was interrupted. */
    private static void hold(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancelledException(Problem.of("given up"));
        }
    }

    // ---- one failure at each call

    private static final String[] BLOBS = {"a", "b", "c", "d", "e", "f", "config"};

    private static FakeRepository full_source() {
        ImageManifest one = Sample.image("one", blob("a"), blob("b"), blob("c"));
        ImageManifest two = Sample.image("two", blob("c"), blob("d"));
        ImageManifest three = Sample.image(
                "three",
                ImageManifest.builder().config(blob("config")).layer(blob("e")).layer(blob("f")));
        return new FakeRepository("source")
                .with(BLOBS)
                .with(one, two, three)
                .tagged("v1", Sample.index("index", Sample.index("inner", one, two), three))
                .with(Sample.index("inner", one, two));
    }

    private static CopyResult copy_all(CopyEngine engine, FakeRepository from, FakeRepository to, int concurrency) {
        return engine.copy(
                from,
                List.of(Root.of(V1, TAGS)),
                to,
                CopyOptions.builder().concurrency(concurrency).build());
    }

    private static int calls_of_a_whole_copy(CopyEngine engine) {
        FakeRepository from = full_source();
        FakeRepository to = new FakeRepository("target");
        copy_all(engine, from, to, 1);
        return from.log().size() + to.log().size();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5})
    void after_a_failure_at_any_call_no_tag_dangles_and_a_second_run_completes_the_copy(int concurrency) {
        int calls = calls_of_a_whole_copy(engine);
        assertThat(calls).isGreaterThan(30);
        for (int failing = 1; failing <= calls; failing++) {
            for (boolean before : new boolean[] {true, false}) {
                fail_once_and_run_again(failing, before, concurrency);
            }
        }
    }

    private void fail_once_and_run_again(int failing, boolean before, int concurrency) {
        FakeRepository from = full_source();
        FakeRepository to = new FakeRepository("target");
        AtomicInteger call = new AtomicInteger();
        Consumer<String> step = line -> {
            if (call.incrementAndGet() == failing) {
                throw unreachable();
            }
        };
        for (FakeRepository end : List.of(from, to)) {
            if (before) {
                end.before(step);
            } else {
                end.after(step);
            }
        }

        assertThatThrownBy(() -> copy_all(engine, from, to, concurrency)).isInstanceOf(UnreachableException.class);
        assertThat(to.goingOn() + from.goingOn()).isZero();
        to.tagged().values().forEach(digest -> assert_complete(to, digest));
        Set<Digest> kept = to.blobs().keySet();
        from.before(line -> {}).after(line -> {});
        to.before(line -> {}).after(line -> {}).forget();

        copy_all(engine, from, to, concurrency);

        assertThat(to.tagged()).containsOnlyKeys(TAGS);
        to.tagged().values().forEach(digest -> assert_complete(to, digest));
        assertThat(to.written())
                .as("failure at call " + failing)
                .extracting(Descriptor::digest)
                .doesNotHaveDuplicates()
                // Configs are not asked for where nothing else is there; that costs less.
                .filteredOn(digest -> !digest.equals(Descriptor.empty().digest())
                        && !digest.equals(blob("config").digest()))
                .allMatch(digest -> !kept.contains(digest));
    }

    private static void assert_complete(FakeRepository repository, Digest digest) {
        Manifest manifest = repository.manifests().get(digest);
        if (manifest == null) {
            assertThat(repository.blobs()).containsKey(digest);
        } else {
            manifest.children().forEach(child -> assert_complete(repository, child.digest()));
        }
    }

    // ---- how a failure looks

    @Test
    void an_error_for_a_tag_lists_the_tags_already_set() {
        sourceHas(image, "a", "b", "c");
        target.before(failing(
                "put latest = image",
                new DeniedException(Problem.of("put latest failed")
                        .at("target")
                        .because("it is protected")
                        .answered(403, List.of(new RegistryError("DENIED", "")))
                        .advice("ask its owner"))));

        assertThatThrownBy(() -> engine.copy(
                        source,
                        List.of(Root.of(V1, List.of(V1, Tag.of("latest"), Tag.of("edge")))),
                        target,
                        CopyOptions.defaults()))
                .isInstanceOf(DeniedException.class)
                .hasMessage("target: put latest failed: DENIED, it is protected, HTTP 403; ask its owner;"
                        + " these tags were set: v1; these were not: latest, edge;"
                        + " repeat the copy; existing content is not sent again")
                .hasCauseInstanceOf(DeniedException.class)
                .extracting(e -> ((OciException) e).status())
                .isEqualTo(403);
        assertThat(target.tagged()).containsOnlyKeys(V1);
    }

    @Test
    void an_error_for_the_first_tag_says_that_none_was_set() {
        sourceHas(image, "a", "b", "c");
        target.before(failing("put v1 = image", unreachable()));

        assertThatThrownBy(() -> copy_all(engine, source, target, 5))
                .hasMessageContaining("no tag was set; these were not: v1, v1.0, latest");
    }

    @Test
    void an_error_for_a_single_tag_is_passed_on() {
        sourceHas(image, "a", "b", "c");
        UnreachableException failure = unreachable();
        target.before(failing("put v1 = image", failure));

        assertThatThrownBy(this::copy).isSameAs(failure);
    }

    @Test
    void a_thousand_tags_do_not_fill_the_message() {
        sourceHas(image, "a", "b", "c");
        List<Tag> many = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            many.add(Tag.of("t" + i));
        }
        target.before(failing("put t500 = image", unreachable()));

        assertThatThrownBy(() -> engine.copy(source, List.of(Root.of(V1, many)), target, CopyOptions.defaults()))
                .message()
                .contains("t19 and 480 more", "these were not: t500, ")
                .hasSizeLessThan(1000);
    }

    @Test
    void an_exception_of_another_kind_is_passed_on() {
        sourceHas(image, "a", "b", "c");
        RuntimeException bug = new IllegalStateException("a bug of an adapter");
        source.before(call -> {
            if (call.equals("open b")) {
                throw bug;
            }
        });

        assertThatThrownBy(this::copy).isSameAs(bug);
        assertThat(target.tagged()).isEmpty();
    }

    // ---- blobs that a registry denies afterwards

    @Test
    void a_manifest_refused_for_a_missing_blob_is_put_again_once_with_its_blobs() {
        sourceHas(image, "a", "b", "c");
        AtomicInteger puts = new AtomicInteger();
        target.with("a", "b").before(call -> {
            if (call.equals("put v1 = image") && puts.incrementAndGet() == 1) {
                throw target.childUnknown(image, blob("b"));
            }
        });

        CopyResult result = copy();

        assertThat(target.log("write", "put"))
                .endsWith("put v1 = image", "write empty", "write a", "write b", "write c", "put v1 = image");
        assertThat(result.tags()).containsExactly(V1);
    }

    @Test
    void a_registry_that_keeps_refusing_them_fails_the_copy() {
        sourceHas(image, "a", "b", "c");
        target.before(call -> {
            if (call.startsWith("put")) {
                throw target.childUnknown(image, blob("b"));
            }
        });

        assertThatThrownBy(this::copy).isInstanceOf(OciException.class).hasMessageContaining("MANIFEST_BLOB_UNKNOWN");
        assertThat(target.log("put")).hasSize(2);
    }

    @Test
    void an_index_refused_for_a_missing_manifest_is_put_again_with_its_manifests() {
        sourceHas(Sample.index("index", image), "a", "b", "c");
        source.with(image);
        AtomicInteger puts = new AtomicInteger();
        target.before(call -> {
            if (call.equals("put v1 = index") && puts.incrementAndGet() == 1) {
                throw target.childUnknown(image, image.descriptor());
            }
        });

        copy();

        assertThat(target.log("put")).containsExactly("put image", "put v1 = index", "put image", "put v1 = index");
    }

    @Test
    void other_failures_to_put_are_not_retried() {
        sourceHas(image, "a", "b", "c");
        target.before(failing("put v1 = image", new NotFoundException(Problem.of("no such repository"))));

        assertThatThrownBy(this::copy).isInstanceOf(NotFoundException.class);
        assertThat(target.log("put")).hasSize(1);
    }

    // ---- stopping

    @Test
    void the_first_failure_stops_running_transfers_and_waiting_ones_do_not_start() {
        String[] names = new String[50];
        Arrays.setAll(names, i -> "blob " + i);
        sourceHas(Sample.image("image", Arrays.stream(names).map(CopyTest::blob).toArray(Descriptor[]::new)), names);
        AtomicInteger begun = new AtomicInteger();
        AtomicInteger stopped = new AtomicInteger();
        source.before(call -> {
            if (call.startsWith("open")) {
                if (begun.incrementAndGet() == 3) {
                    throw unreachable();
                }
                try {
                    hold(new CountDownLatch(1));
                } finally {
                    stopped.incrementAndGet();
                }
            }
        });

        assertThatThrownBy(() -> copy(CopyOptions.builder().concurrency(3))).isInstanceOf(UnreachableException.class);

        assertThat(stopped).hasValue(2);
        assertThat(source.log("open")).hasSize(3);
        assertThat(target.goingOn()).isZero();
        assertThat(names).noneMatch(target::hasBlob);
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void an_interrupt_cancels_and_leaves_no_thread() {
        sourceHas(image, "a", "b", "c");
        Thread caller = Thread.currentThread();
        CountDownLatch three = new CountDownLatch(3);
        source.before(call -> {
            if (call.startsWith("open")) {
                three.countDown();
                if (three.getCount() == 0) {
                    caller.interrupt();
                }
                hold(new CountDownLatch(1));
            }
        });

        assertThatThrownBy(() -> copy(CopyOptions.builder().concurrency(3))).isInstanceOf(CancelledException.class);

        assertThat(Thread.interrupted()).isTrue();
        assertThat(source.goingOn() + target.goingOn()).isZero();
        assertThat(target.tagged()).isEmpty();
    }

    @Test
    void a_thread_interrupted_beforehand_transfers_nothing() {
        sourceHas(image, "a", "b", "c");
        Thread.currentThread().interrupt();

        assertThatThrownBy(this::copy).isInstanceOf(CancelledException.class);

        assertThat(Thread.interrupted()).isTrue();
        assertThat(source.log()).isEmpty();
    }

    // ---- threads and bytes

    @Test
    void an_executor_without_threads_does_not_block_a_copy() {
        sourceHas(image, "a", "b", "c");

        CopyResult result = new CopyEngine(task -> {}).copy(source, V1, target, V1, CopyOptions.defaults());

        assertThat(result.copied().items()).isEqualTo(5);
    }

    @Test
    void an_executor_that_rejects_tasks_does_not_fail_a_copy() {
        sourceHas(image, "a", "b", "c");
        CopyEngine refused = new CopyEngine(task -> {
            throw new RejectedExecutionException("shut down");
        });

        assertThat(refused.copy(source, V1, target, V1, CopyOptions.defaults())
                        .copied()
                        .items())
                .isEqualTo(5);
    }

    @Test
    void an_executor_that_runs_tasks_in_the_caller_copies_too() {
        sourceHas(image, "a", "b", "c");

        CopyResult result = new CopyEngine(Runnable::run).copy(source, V1, target, V1, CopyOptions.defaults());

        assertThat(result.copied().items()).isEqualTo(5);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 8})
    void the_options_limit_the_number_of_transfers(int concurrency) {
        String[] names = new String[200];
        Arrays.setAll(names, i -> "blob " + i);
        sourceHas(Sample.image("image", Arrays.stream(names).map(CopyTest::blob).toArray(Descriptor[]::new)), names);

        copy(CopyOptions.builder().concurrency(concurrency));

        assertThat(target.mostAtOnce()).isBetween(1, concurrency);
    }
}
