package dev.portolan.copy;

import dev.portolan.fake.FakeRepository;
import dev.portolan.fake.Sample;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Manifest;
import dev.portolan.model.Tag;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;

/** Two fakes and an engine between them. */
abstract class CopyTest {
    static final Tag V1 = Tag.of("v1");

    final FakeRepository source = new FakeRepository("source");
    final FakeRepository target = new FakeRepository("target");
    final ExecutorService threads = Executors.newCachedThreadPool();
    final CopyEngine engine = new CopyEngine(threads);

    @AfterEach
    void end_threads() {
        threads.shutdownNow();
    }

    /** Copies v1 as v1. */
    CopyResult copy() {
        return copy(CopyOptions.defaults());
    }

    CopyResult copy(CopyOptions.Builder options) {
        return copy(options.build());
    }

    CopyResult copy(CopyOptions options) {
        return engine.copy(source, V1, target, V1, options);
    }

    /** Gives the source a manifest as v1, with blobs of these names. */
    <M extends Manifest> M sourceHas(M root, String... blobs) {
        source.with(blobs).tagged("v1", root);
        return root;
    }

    /** Copies everything, so that the target has it too; the logs start again. */
    void copied_before() {
        copy();
        source.forget();
        target.forget();
    }

    static Descriptor blob(String name) {
        return Sample.blob(name);
    }

    static List<String> calls(String... calls) {
        return List.of(calls);
    }
}
