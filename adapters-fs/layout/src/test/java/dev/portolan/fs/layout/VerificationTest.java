package dev.portolan.fs.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portolan.error.NotFoundException;
import dev.portolan.error.OciException;
import dev.portolan.fs.Samples;
import dev.portolan.fs.layout.Finding.Kind;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.ImageIndex;
import dev.portolan.model.ImageManifest;
import dev.portolan.model.Tag;
import dev.portolan.port.TransferListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerificationTest {
    @TempDir
    Path folder;

    private LayoutRepository layout;
    private ImageManifest manifest;

    @BeforeEach
    void open() {
        layout = LayoutRepository.at(folder, LayoutOptions.defaults());
        manifest = Samples.artifact(layout, Samples.random(1, 200_000));
        layout.put(Tag.of("v1"), manifest);
    }

    private Path blob(Descriptor content) {
        return folder.resolve("blobs/sha256").resolve(content.digest().hex());
    }

    private void expect(Kind kind, Descriptor content) {
        assertThat(layout.verify().findings()).singleElement().satisfies(finding -> {
            assertThat(finding.kind()).isEqualTo(kind);
            assertThat(finding.subject()).isEqualTo(content.digest().toString());
        });
    }

    @Test
    void a_good_layout_is_counted() {
        VerifyReport report = layout.verify();

        assertThat(report.good()).isTrue();
        assertThat(report.manifests()).isEqualTo(1);
        assertThat(report.blobs()).isEqualTo(2);
        assertThat(report.bytes()).isEqualTo(200_002 + manifest.descriptor().size());
    }

    @Test
    void a_listener_hears_of_everything_that_is_read() throws Exception {
        Files.delete(blob(manifest.config()));
        List<String> heard = Collections.synchronizedList(new ArrayList<>());
        LongAdder bytes = new LongAdder();
        layout.verify(new TransferListener() {
            @Override
            public void planned(Descriptor content) {
                heard.add("planned " + content.digest());
            }

            @Override
            public void started(Descriptor content) {
                heard.add("started " + content.digest());
            }

            @Override
            public void moved(Descriptor content, long count) {
                bytes.add(count);
            }

            @Override
            public void done(Descriptor content) {
                heard.add("done " + content.digest());
            }

            @Override
            public void failed(Descriptor content, OciException reason) {
                heard.add("failed " + content.digest());
            }
        });

        List<String> expected = new ArrayList<>();
        for (Descriptor content : List.of(
                manifest.descriptor(), manifest.config(), manifest.layers().get(0))) {
            boolean missing = content.equals(manifest.config());
            expected.add("planned " + content.digest());
            expected.add("started " + content.digest());
            expected.add((missing ? "failed " : "done ") + content.digest());
        }
        assertThat(heard).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(bytes.sum()).isEqualTo(200_000 + manifest.descriptor().size());
    }

    @Test
    void the_threads_of_a_verification_end() throws Exception {
        layout.verify();

        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().startsWith("portolan-verify")) {
                thread.join(10_000);
                assertThat(thread.isAlive()).isFalse();
            }
        }
    }

    @Test
    void content_that_is_claimed_with_a_wrong_size_too_is_found() throws Exception {
        Descriptor layer = manifest.layers().get(0);
        Descriptor claimed = Descriptor.of(layer.mediaType(), layer.digest(), layer.size() - 1);
        layout.put(Tag.of("v2"), ImageManifest.builder().layers(List.of(layer)).build());
        ImageManifest wrong = ImageManifest.builder().layers(List.of(claimed)).build();
        Samples.blob(layout, wrong.bytes());
        Files.write(
                folder.resolve("index.json"),
                layout.index().orElseThrow().with(wrong.descriptor()).bytes());

        VerifyReport report = layout.verify();

        assertThat(report.good()).isFalse();
        assertThat(report.findings()).extracting(Finding::kind).containsExactly(Kind.DAMAGED);
        assertThat(report.manifests()).isEqualTo(3);
        assertThat(report.blobs()).isEqualTo(2);
    }

    @Test
    void a_listed_blob_counts_as_a_blob() throws Exception {
        Descriptor text = Samples.blob(layout, Samples.text("text"));
        Files.write(
                folder.resolve("index.json"),
                layout.index().orElseThrow().with(text).bytes());

        assertThat(layout.verify().manifests()).isEqualTo(1);
        assertThat(layout.verify().blobs()).isEqualTo(3);
        assertThat(layout.verify().findings()).isEmpty();
    }

    @Test
    void a_finding_says_which_file_to_look_at() {
        Digest digest = manifest.digest();
        Finding blob = new Finding(Kind.INVALID_MANIFEST, digest.toString(), "why");
        assertThat(blob.code()).isEqualTo("invalid-manifest");
        assertThat(blob.digest()).contains(digest);
        assertThat(blob.path()).isEqualTo("blobs/sha256/" + digest.hex());
        assertThat(blob).hasToString("INVALID_MANIFEST " + digest + ": why");
        Finding entry = new Finding(Kind.ENTRY, digest.toString(), "why");
        assertThat(entry.digest()).isEmpty();
        assertThat(entry.path()).isEqualTo("index.json");
        assertThat(new Finding(Kind.LAYOUT, "index.json", "why").digest()).isEmpty();
    }

    @Test
    void nested_indexes_are_followed() throws Exception {
        ImageIndex inner = ImageIndex.builder().manifest(manifest.descriptor()).build();
        layout.put(inner.digest(), inner);
        layout.put(
                Tag.of("v1"), ImageIndex.builder().manifest(inner.descriptor()).build());
        layout.deleteManifest(manifest.digest());

        expect(Kind.MISSING, manifest.descriptor());
    }

    @Test
    void a_changed_byte_is_found() throws Exception {
        byte[] bytes = Files.readAllBytes(blob(manifest.layers().get(0)));
        bytes[100_000]++;
        Files.write(blob(manifest.layers().get(0)), bytes);

        expect(Kind.DAMAGED, manifest.layers().get(0));
    }

    @Test
    void a_truncated_blob_is_found() throws Exception {
        Files.write(blob(manifest.layers().get(0)), new byte[0]);

        expect(Kind.DAMAGED, manifest.layers().get(0));
    }

    @Test
    void a_missing_blob_is_found() throws Exception {
        Files.delete(blob(manifest.config()));

        expect(Kind.MISSING, manifest.config());
    }

    @Test
    void a_link_instead_of_a_blob_is_found() throws Exception {
        Path layer = blob(manifest.layers().get(0));
        Path elsewhere = Files.move(layer, folder.resolve("elsewhere"));
        Files.createSymbolicLink(layer, elsewhere);

        expect(Kind.NOT_A_FILE, manifest.layers().get(0));
    }

    @Test
    void an_entry_that_is_not_a_manifest_is_found() throws Exception {
        byte[] text = Samples.text("no manifest");
        Descriptor listed =
                Samples.blob(layout, text).withMediaType(manifest.descriptor().mediaType());
        Files.write(folder.resolve("index.json"), IndexJson.empty().with(listed).bytes());

        expect(Kind.INVALID_MANIFEST, listed);
    }

    @Test
    void all_findings_are_reported_in_the_order_of_the_layout() throws Exception {
        List<Descriptor> damaged = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            Descriptor layer = Samples.blob(layout, Samples.text("layer " + i));
            damaged.add(layer);
        }
        layout.put(Tag.of("v2"), ImageManifest.builder().layers(damaged).build());
        for (Descriptor layer : damaged) {
            Files.write(blob(layer), Samples.text("LAYER 0"));
        }

        assertThat(layout.verify().findings())
                .extracting(Finding::subject)
                .containsExactlyElementsOf(
                        damaged.stream().map(layer -> layer.digest().toString()).toList());
    }

    @Test
    void an_entry_that_is_not_a_descriptor_is_found() throws Exception {
        replaceInIndex("sha256:", "md5:");

        assertThat(layout.verify().findings()).extracting(Finding::kind).containsExactly(Kind.ENTRY);
    }

    @Test
    void an_index_that_is_not_json_is_found() throws Exception {
        Files.writeString(folder.resolve("index.json"), "{");

        assertThat(layout.verify().findings()).extracting(Finding::kind).containsExactly(Kind.LAYOUT);
    }

    @Test
    void a_missing_directory_is_not_a_layout() {
        LayoutRepository none = LayoutRepository.at(folder.resolve("none"), LayoutOptions.defaults());
        assertThatThrownBy(none::verify).isInstanceOf(NotFoundException.class);
    }

    private void replaceInIndex(String from, String to) throws IOException {
        Path index = folder.resolve("index.json");
        Files.writeString(index, Files.readString(index).replace(from, to));
    }
}
