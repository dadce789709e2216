package dev.portolan.fs.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portolan.error.InvalidManifestException;
import dev.portolan.error.NotFoundException;
import dev.portolan.fs.Samples;
import dev.portolan.fs.files.LockedFile;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.ImageIndex;
import dev.portolan.model.ImageManifest;
import dev.portolan.model.Tag;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GarbageCollectionTest {
    private static final GcOptions NO_GRACE =
            GcOptions.builder().grace(Duration.ZERO).build();

    @TempDir
    Path folder;

    private LayoutRepository layout;

    @BeforeEach
    void open() {
        layout = LayoutRepository.at(folder, LayoutOptions.defaults());
    }

    private ImageManifest put(String tag, String layer) {
        ImageManifest manifest = Samples.artifact(layout, Samples.text(layer));
        layout.put(Tag.of(tag), manifest);
        return manifest;
    }

    /** Makes everything in the layout look as if it had been written two hours ago. */
    private void age() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(Duration.ofHours(2))));
            }
        }
    }

    @Test
    void reachable_blobs_stay() throws Exception {
        ImageManifest child = Samples.artifact(layout, Samples.text("one"));
        layout.put(child.digest(), child);
        layout.put(
                Tag.of("index"),
                ImageIndex.builder().manifest(child.descriptor()).build());
        age();

        assertThat(layout.gc(GcOptions.defaults()).removed()).isEmpty();
        assertThat(layout.verify().good()).isTrue();
    }

    @Test
    void unreferenced_blobs_are_removed() throws Exception {
        put("v1", "one");
        Descriptor lost = Samples.blob(layout, Samples.text("lost"));
        age();

        GcReport report = layout.gc(GcOptions.defaults());

        assertThat(report.removed()).containsExactly(lost.digest());
        assertThat(report.bytes()).isEqualTo(4);
        assertThat(layout.stat(lost.digest())).isEmpty();
        assertThat(layout.verify().good()).isTrue();
    }

    @Test
    void recent_blobs_stay() {
        Descriptor young = Samples.blob(layout, Samples.text("young"));

        GcReport report = layout.gc(GcOptions.defaults());

        assertThat(report.removed()).isEmpty();
        assertThat(report.young()).isEqualTo(1);
        assertThat(layout.stat(young.digest())).isPresent();
    }

    @Test
    void blobs_of_a_recent_manifest_stay() throws Exception {
        ImageManifest manifest = put("v1", "one");
        age();
        Files.setLastModifiedTime(blob(manifest.descriptor()), FileTime.from(Instant.now()));
        Files.write(folder.resolve("index.json"), IndexJson.empty().bytes());

        assertThat(layout.gc(GcOptions.defaults()).removed()).isEmpty();
    }

    private Path blob(Descriptor content) {
        return folder.resolve("blobs/sha256").resolve(content.digest().hex());
    }

    @Test
    void a_blob_that_is_written_again_is_recent_again() throws Exception {
        Descriptor blob = Samples.blob(layout, Samples.text("wanted"));
        age();
        Samples.blob(layout, Samples.text("wanted"));

        assertThat(layout.gc(GcOptions.defaults()).removed()).isEmpty();
        assertThat(layout.stat(blob.digest())).isPresent();
    }

    @Test
    void a_blob_that_is_written_again_while_garbage_is_collected_stays() throws Exception {
        Descriptor blob = Samples.blob(layout, Samples.text("wanted"));
        Descriptor lost = Samples.blob(layout, Samples.text("lost"));
        age();
        GcRun run = new GcRun(layout, new LayoutFiles(folder, "here"), GcOptions.defaults());
        run.mark(layout.index().orElseThrow());
        run.find();
        Samples.blob(layout, Samples.text("wanted"));

        GcReport report = run.remove(null);

        assertThat(report.removed()).containsExactly(lost.digest());
        assertThat(report.young()).isEqualTo(1);
        assertThat(layout.stat(blob.digest())).isPresent();
    }

    @Test
    void a_dry_run_reports_the_same_and_removes_nothing() throws Exception {
        Descriptor lost = Samples.blob(layout, Samples.text("lost"));
        age();

        GcReport report = layout.gc(GcOptions.builder().dryRun(true).build());

        assertThat(report.removed()).containsExactly(lost.digest());
        assertThat(layout.stat(lost.digest())).isPresent();
    }

    @Test
    void untagged_manifests_stay_by_default() {
        ImageManifest manifest = put("v1", "one");
        layout.untag(Tag.of("v1"));

        layout.gc(NO_GRACE);
        assertThat(layout.manifest(manifest.digest())).isPresent();

        layout.gc(GcOptions.builder().grace(Duration.ZERO).untagged(true).build());
        assertThat(layout.manifest(manifest.digest())).isEmpty();
        assertThat(layout.stat(manifest.layers().get(0).digest())).isEmpty();
    }

    @Test
    void recent_manifests_stay_without_a_tag() throws Exception {
        ImageManifest old = put("v1", "old");
        age();
        ImageManifest recent = put("v2", "recent");
        layout.untag(Tag.of("v1"));
        layout.untag(Tag.of("v2"));

        layout.gc(GcOptions.builder().untagged(true).build());

        assertThat(layout.manifest(old.digest())).isEmpty();
        assertThat(layout.manifest(recent.digest())).isPresent();
        assertThat(layout.index().orElseThrow().entries()).hasSize(1);
        assertThat(layout.verify().good()).isTrue();
    }

    @Test
    void everything_below_a_recent_index_stays() throws Exception {
        List<ImageManifest> children = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            children.add(Samples.artifact(layout, Samples.text("layer " + i)));
        }
        ImageIndex index = ImageIndex.builder()
                .manifests(children.stream().map(ImageManifest::descriptor).toList())
                .build();
        Samples.blob(layout, index.bytes());
        children.forEach(child -> Samples.blob(layout, child.bytes()));
        age();
        Files.setLastModifiedTime(blob(index.descriptor()), FileTime.from(Instant.now()));

        GcReport report = layout.gc(GcOptions.defaults());

        assertThat(report.removed()).isEmpty();
        assertThat(report.young()).isEqualTo(1);
    }

    @Test
    void a_dry_run_leaves_entries_without_a_tag_and_unfinished_files() throws Exception {
        ImageManifest manifest = put("v1", "one");
        layout.untag(Tag.of("v1"));
        Path unfinished = Files.writeString(folder.resolve("ingest/0123.tmp"), "half");
        age();

        GcReport report =
                layout.gc(GcOptions.builder().untagged(true).dryRun(true).build());

        assertThat(report.removed()).hasSize(3).contains(manifest.digest());
        assertThat(report.unfinished()).isEqualTo(1);
        assertThat(layout.manifest(manifest.digest())).isPresent();
        assertThat(layout.index().orElseThrow().entries()).hasSize(1);
        assertThat(unfinished).exists();
    }

    @Test
    void recent_unfinished_files_stay() throws Exception {
        put("v1", "one");
        Path unfinished = Files.writeString(folder.resolve("ingest/0123.tmp"), "half");

        assertThat(layout.gc(GcOptions.defaults()).unfinished()).isZero();
        assertThat(unfinished).exists();

        age();
        assertThat(layout.gc(GcOptions.defaults()).unfinished()).isEqualTo(1);
        assertThat(unfinished).doesNotExist();
    }

    @Test
    void manifests_are_removed_before_their_blobs() {
        List<Digest> manifests = new ArrayList<>();
        long bytes = 2;
        for (int i = 0; i < 10; i++) {
            ImageManifest manifest = put("v1", "layer " + i);
            manifests.add(manifest.digest());
            bytes += manifest.descriptor().size() + 7;
        }
        layout.untag(Tag.of("v1"));

        GcReport report = layout.gc(
                GcOptions.builder().grace(Duration.ZERO).untagged(true).build());

        assertThat(report.removed()).hasSize(21);
        assertThat(report.removed().subList(0, 10)).containsExactlyInAnyOrderElementsOf(manifests);
        assertThat(report.bytes()).isEqualTo(bytes);
    }

    @Test
    void options_are_changed_one_at_a_time() {
        GcOptions options = GcOptions.builder()
                .grace(Duration.ofMinutes(5))
                .dryRun(true)
                .untagged(true)
                .build();
        GcOptions other = options.toBuilder().dryRun(false).build();

        assertThat(options.dryRun()).isTrue();
        assertThat(other.dryRun()).isFalse();
        assertThat(other.untagged()).isTrue();
        assertThat(other.grace()).hasMinutes(5);
        assertThat(GcOptions.defaults().grace()).hasHours(1);
        assertThat(GcOptions.defaults().untagged()).isFalse();
        assertThatThrownBy(() -> GcOptions.builder().grace(Duration.ofNanos(-1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void referrers_of_kept_manifests_stay_without_a_tag() {
        ImageManifest kept = put("v1", "one");
        ImageManifest gone = put("v2", "two");
        ImageManifest signature = referrer(kept, "signature");
        ImageManifest countersignature = referrer(signature, "countersignature");
        ImageManifest orphan = referrer(gone, "orphan");
        layout.untag(Tag.of("v2"));

        layout.gc(GcOptions.builder().grace(Duration.ZERO).untagged(true).build());

        assertThat(layout.referrers(kept.digest())).containsExactly(signature.asReferrer());
        assertThat(layout.manifest(countersignature.digest())).isPresent();
        assertThat(layout.manifest(orphan.digest())).isEmpty();
        assertThat(layout.verify().good()).isTrue();
    }

    private ImageManifest referrer(ImageManifest subject, String type) {
        ImageManifest manifest = Samples.referrer(layout, subject.descriptor(), type);
        layout.put(manifest.digest(), manifest);
        return manifest;
    }

    @Test
    void files_of_dead_writers_are_removed_and_those_of_living_ones_stay() throws Exception {
        put("v1", "one");
        Path ingest = folder.toRealPath().resolve("ingest");
        Files.writeString(ingest.resolve("0123.tmp"), "half");
        try (LockedFile living = new Ingest(ingest, "test").create()) {
            GcReport report = layout.gc(NO_GRACE);

            assertThat(report.unfinished()).isEqualTo(1);
            assertThat(living.channel().isOpen()).isTrue();
            assertThat(new Ingest(ingest, "test").unfinished()).hasSize(1);
        }
    }

    @Test
    void nothing_is_removed_while_a_manifest_cannot_be_read() throws Exception {
        ImageManifest manifest = put("v1", "one");
        Descriptor lost = Samples.blob(layout, Samples.text("lost"));
        Files.write(blob(manifest.descriptor()), Samples.text("{}"));

        assertThatThrownBy(() -> layout.gc(NO_GRACE)).isInstanceOf(InvalidManifestException.class);
        assertThat(layout.stat(lost.digest())).isPresent();
    }

    @Test
    void a_manifest_whose_layer_was_collected_meanwhile_is_refused() {
        ImageManifest manifest = Samples.artifact(layout, Samples.text("one"));
        layout.gc(NO_GRACE);

        assertThatThrownBy(() -> layout.put(Tag.of("v1"), manifest))
                .isInstanceOfSatisfying(
                        InvalidManifestException.class,
                        e -> assertThat(e.retryable()).isTrue());
        assertThat(layout.verify().good()).isTrue();
    }

    @Test
    void unknown_files_among_the_blobs_are_left_alone() throws Exception {
        put("v1", "one");
        Path note = Files.writeString(folder.resolve("blobs/sha256/README"), "not a blob");
        age();

        assertThat(layout.gc(NO_GRACE).removed()).isEmpty();
        assertThat(List.of(note)).allMatch(Files::exists);
    }

    @Test
    void a_directory_without_a_layout_cannot_be_collected() {
        LayoutRepository none = LayoutRepository.at(folder.resolve("none"), LayoutOptions.defaults());
        assertThatThrownBy(() -> none.gc(NO_GRACE)).isInstanceOf(NotFoundException.class);
        assertThat(folder.resolve("none")).doesNotExist();
    }
}
