package dev.portolan.fs.layout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portolan.error.InvalidManifestException;
import dev.portolan.fs.Samples;
import dev.portolan.model.ImageManifest;
import dev.portolan.model.Tag;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One layout, many threads of one JVM, each with its own repository. */
class ManyThreadsTest {
    private static final int THREADS = 12;
    private static final int ARTIFACTS = 12;

    @TempDir
    Path folder;

    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS + 1);

    @AfterEach
    void end() {
        threads.shutdownNow();
    }

    private LayoutRepository open() {
        return LayoutRepository.at(folder, LayoutOptions.defaults());
    }

    private interface Push {
        void of(LayoutRepository layout, String tag);
    }

    private List<Future<?>> writers(Push push) {
        List<Future<?>> writers = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            String name = "t" + i;
            Callable<Void> writer = () -> {
                LayoutRepository layout = open();
                for (int j = 0; j < ARTIFACTS; j++) {
                    push.of(layout, name + "-" + j);
                }
                return null;
            };
            writers.add(threads.submit(writer));
        }
        return writers;
    }

    private static void push(LayoutRepository layout, String tag) {
        ImageManifest manifest = Samples.artifact(layout, Samples.text(tag));
        layout.put(Tag.of(tag), manifest);
    }

    private static void await(List<Future<?>> all) throws Exception {
        for (Future<?> one : all) {
            one.get();
        }
    }

    @Test
    void threads_that_push_and_tag_lose_nothing() throws Exception {
        await(writers(ManyThreadsTest::push));

        assertThat(open().tags()).hasSize(THREADS * ARTIFACTS);
        assertThat(open().verify().findings()).isEmpty();
    }

    @Test
    void gc_without_grace_makes_concurrent_pushes_fail_but_damages_nothing() throws Exception {
        AtomicInteger refused = new AtomicInteger();
        List<Future<?>> writers = writers((layout, tag) -> {
            while (true) {
                try {
                    push(layout, tag);
                    return;
                } catch (InvalidManifestException e) {
                    assertThat(e.retryable()).isTrue();
                    refused.incrementAndGet();
                }
            }
        });
        GcOptions noGrace = GcOptions.builder().grace(Duration.ZERO).build();
        while (writers.stream().anyMatch(writer -> !writer.isDone())) {
            if (Files.exists(folder.resolve("index.json"))) {
                open().gc(noGrace);
            }
        }
        await(writers);

        assertThat(open().tags()).hasSize(THREADS * ARTIFACTS);
        assertThat(open().verify().findings()).isEmpty();
        System.out.printf("%d of %d pushes were refused and made again%n", refused.get(), THREADS * ARTIFACTS);
    }
}
