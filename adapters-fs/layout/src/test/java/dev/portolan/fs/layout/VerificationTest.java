package dev.portolan.fs.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portolan.error.NotFoundException;
import dev.portolan.fs.Samples;
import dev.portolan.fs.layout.Finding.Kind;
import dev.portolan.model.Descriptor;
import dev.portolan.model.ImageIndex;
import dev.portolan.model.ImageManifest;
import dev.portolan.model.Tag;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
