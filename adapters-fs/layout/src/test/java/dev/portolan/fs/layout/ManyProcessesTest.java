package dev.portolan.fs.layout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portolan.model.ImageManifest;
import dev.portolan.model.Tag;
import java.io.BufferedReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One layout, several processes, some of which die. */
class ManyProcessesTest {
    private static final int WRITERS = 16;
    private static final int ARTIFACTS = 4;

    /** How many processes are killed; {@code -Dportolan.kills=200} for a thorough run. */
    private static final int KILLS = Integer.getInteger("portolan.kills", 8);

    @TempDir
    Path folder;

    @Test
    void sixteen_processes_that_push_and_tag_lose_nothing() throws Exception {
        List<Process> writers = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
            writers.add(LayoutWriter.start(folder, "w" + i, ARTIFACTS));
        }
        for (Process writer : writers) {
            assertThat(acknowledged(writer)).hasSize(ARTIFACTS);
            assertThat(writer.waitFor()).isZero();
        }
        LayoutRepository layout = LayoutRepository.at(folder, LayoutOptions.defaults());
        assertThat(layout.tags()).hasSize(WRITERS * ARTIFACTS + 1);
        for (int i = 0; i < WRITERS; i++) {
            for (int j = 0; j < ARTIFACTS; j++) {
                requireArtifact(layout, "w" + i + "-" + j);
            }
        }
        assertThat(layout.verify().findings()).isEmpty();
        assertThat(new Ingest(folder.toRealPath().resolve("ingest"), "test").unfinished())
                .isEmpty();
    }

    @Test
    void killed_processes_leave_a_valid_layout_with_every_finished_push() throws Exception {
        Random random = new Random(4);
        LayoutRepository layout = LayoutRepository.at(folder, LayoutOptions.defaults());
        int pushed = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            Process writer = LayoutWriter.start(folder, "k" + kill, Integer.MAX_VALUE);
            BufferedReader output = writer.inputReader();
            assertThat(output.readLine()).isEqualTo("ready");
            List<String> tags = new ArrayList<>();
            for (int ahead = random.nextInt(4); ahead > 0; ahead--) {
                tags.add(output.readLine());
            }
            writer.waitFor(random.nextInt(100_000), TimeUnit.MICROSECONDS);
            writer.toHandle().destroyForcibly();
            writer.waitFor();
            tags.addAll(output.lines().toList());
            for (String tag : tags) {
                requireArtifact(layout, tag);
            }
            pushed += tags.size();
            assertThat(layout.verify().findings()).as("after kill " + kill).isEmpty();
        }
        int unfinished = new Ingest(folder.toRealPath().resolve("ingest"), "test")
                .unfinished()
                .size();
        GcReport report = layout.gc(GcOptions.builder().grace(Duration.ZERO).build());
        System.out.printf(
                "killed %d writers after %d pushes; collected %d blobs and %d unfinished files%n",
                KILLS, pushed, report.removed().size(), report.unfinished());
        assertThat(report.unfinished()).isEqualTo(unfinished);
        assertThat(layout.verify().findings()).isEmpty();
    }

    private static List<String> acknowledged(Process writer) throws Exception {
        try (BufferedReader output = writer.inputReader()) {
            assertThat(output.readLine()).isEqualTo("ready");
            return output.lines().toList();
        }
    }

    private static void requireArtifact(LayoutRepository layout, String tag) throws Exception {
        ImageManifest manifest = (ImageManifest) layout.manifest(Tag.of(tag)).orElseThrow();
        assertThat(layout.open(manifest.layers().get(0)).readAllBytes()).isEqualTo(LayoutWriter.layer(tag));
    }
}
