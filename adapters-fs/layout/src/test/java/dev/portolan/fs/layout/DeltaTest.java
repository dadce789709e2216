package dev.portolan.fs.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portolan.copy.CopyEngine;
import dev.portolan.copy.CopyOptions;
import dev.portolan.copy.Root;
import dev.portolan.error.NotFoundException;
import dev.portolan.fs.Samples;
import dev.portolan.model.Descriptor;
import dev.portolan.model.ImageManifest;
import dev.portolan.model.Tag;
import dev.portolan.port.Repository;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bundles that are carried from one place to another: of several artifacts, with referrers, whole or as a delta. */
class DeltaTest {
    private static final Tag V1 = Tag.of("v1");
    private static final Tag V2 = Tag.of("v2");
    private static final CopyOptions WITH_REFERRERS =
            CopyOptions.builder().referrers(true).build();

    @TempDir
    Path folder;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CopyEngine engine = new CopyEngine(threads);
    private LayoutRepository home;
    private Descriptor shared;
    private ImageManifest first;
    private ImageManifest second;
    private ImageManifest signature;

    @BeforeEach
    void fill() {
        home = layout("home");
        shared = Samples.blob(home, Samples.random(1, 800_000));
        first = ImageManifest.builder()
                .layers(Samples.artifact(home, Samples.text("one")).layers())
                .layer(shared)
                .build();
        home.put(V1, first);
        second = ImageManifest.builder()
                .layers(Samples.artifact(home, Samples.text("two")).layers())
                .layer(shared)
                .build();
        home.put(V2, second);
        signature = Samples.referrer(home, second.descriptor(), "example/signature");
        home.put(signature.digest(), signature);
    }

    @AfterEach
    void end() {
        threads.shutdownNow();
    }

    private LayoutRepository layout(String name) {
        return LayoutRepository.at(folder.resolve(name), LayoutOptions.defaults());
    }

    private OciArchiveRepository archive() {
        return OciArchiveRepository.at(folder.resolve("carried.tar"), LayoutOptions.defaults());
    }

    private void exportDelta(Repository base) {
        try (Repository delta = archive().leavingOut(base)) {
            engine.copy(home, List.of(Root.of(V2, List.of(V2))), delta, WITH_REFERRERS);
        }
    }

    private LayoutRepository withFirst(String name) {
        LayoutRepository base = layout(name);
        engine.copy(home, V1, base, V1, CopyOptions.defaults());
        return base;
    }

    @Test
    void one_archive_carries_several_artifacts_with_their_referrers() {
        try (OciArchiveRepository archive = archive()) {
            engine.copy(home, List.of(Root.of(V1, List.of(V1)), Root.of(V2, List.of(V2))), archive, WITH_REFERRERS);
        }
        LayoutRepository away = layout("away");
        engine.copy(archive(), List.of(Root.of(V1, List.of(V1)), Root.of(V2, List.of(V2))), away, WITH_REFERRERS);

        assertThat(away.manifest(V1)).contains(first);
        assertThat(away.manifest(V2)).contains(second);
        assertThat(away.referrers(second.digest())).containsExactly(signature.asReferrer());
        assertThat(away.verify().findings()).isEmpty();
    }

    @Test
    void a_delta_leaves_out_the_blobs_of_its_base_and_says_so() throws Exception {
        exportDelta(withFirst("base"));

        OciArchiveRepository delta = archive();
        assertThat(delta.leftOut().blobs()).extracting(Descriptor::digest).contains(shared.digest());
        assertThat(delta.stat(shared.digest())).isEmpty();
        assertThat(delta.manifest(V2)).contains(second);
        assertThat(Files.size(folder.resolve("carried.tar"))).isLessThan(50_000);
        assertThat(delta.verify().findings()).isEmpty();
    }

    @Test
    void a_delta_is_imported_next_to_its_base() {
        exportDelta(withFirst("base"));
        LayoutRepository away = withFirst("away");

        engine.copy(archive(), List.of(Root.of(V2, List.of(V2))), away, WITH_REFERRERS);

        assertThat(away.manifest(V2)).contains(second);
        assertThat(away.referrers(second.digest())).containsExactly(signature.asReferrer());
        assertThat(away.verify().findings()).isEmpty();
    }

    @Test
    void a_delta_is_refused_without_its_base() {
        exportDelta(withFirst("base"));
        LayoutRepository away = layout("away");

        assertThatThrownBy(() -> engine.copy(archive(), V2, away, V2, CopyOptions.defaults()))
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining("left out of this delta")
                .hasMessageContaining("oci-layout:" + folder.resolve("base"));
        assertThat(away.resolve(V2)).isEmpty();
    }

    @Test
    void a_delta_that_receives_the_missing_blobs_is_complete() {
        exportDelta(withFirst("base"));
        try (OciArchiveRepository archive = archive()) {
            engine.copy(home, V2, archive, V2, CopyOptions.builder().deep(true).build());
        }
        assertThat(archive().leftOut().blobs()).isEmpty();
        LayoutRepository away = layout("away");
        engine.copy(archive(), V2, away, V2, CopyOptions.defaults());
        assertThat(away.verify().findings()).isEmpty();
    }
}
