package dev.portolan.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portolan.content.Content;
import dev.portolan.error.CancelledException;
import dev.portolan.model.Descriptor;
import dev.portolan.model.ImageManifest;
import dev.portolan.model.Tag;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

abstract class ThreadTests extends RepositoryTests {
    private static final int THREADS = 8;

    @Test
    void several_threads_write_and_read_blobs() throws Exception {
        List<Callable<Boolean>> tasks = new ArrayList<>();
        for (int i = 0; i < 4 * THREADS; i++) {
            byte[] content = bytes(10_000 + i);
            tasks.add(() -> {
                Descriptor blob = describe(content);
                repository().write(blob, Content.of(content));
                return Arrays.equals(readAll(repository().open(blob)), content);
            });
        }

        assertThat(AtOnce.run(THREADS, tasks)).containsOnly(true);
    }

    @Test
    void several_threads_write_the_same_blob() throws Exception {
        byte[] content = bytes(200_000);
        List<Callable<Descriptor>> tasks = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            tasks.add(() -> writeBlob(content));
        }

        Descriptor blob = AtOnce.run(THREADS, tasks).get(0);

        assertThat(readAll(repository().open(blob))).isEqualTo(content);
    }

    @Test
    void several_threads_set_tags_and_none_is_lost() throws Exception {
        ImageManifest manifest = manifest("one");
        List<Callable<Tag>> tasks = new ArrayList<>();
        for (int i = 0; i < 4 * THREADS; i++) {
            Tag tag = Tag.of("t" + i);
            tasks.add(() -> {
                put(tag, manifest);
                return tag;
            });
        }

        List<Tag> set = AtOnce.run(THREADS, tasks);

        try (Stream<Tag> tags = repository().tags()) {
            assertThat(tags).containsExactlyInAnyOrderElementsOf(set);
        }
    }

    @Test
    void an_interrupted_write_stores_nothing() {
        byte[] content = bytes(5_000_000);
        Descriptor blob = describe(content);
        try {
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> repository().write(blob, Content.of(content)))
                    .isInstanceOf(CancelledException.class);
            assertThat(Thread.interrupted()).isTrue();
        } finally {
            Thread.interrupted();
        }
        assertThat(repository().stat(blob.digest())).isEmpty();
    }
}
