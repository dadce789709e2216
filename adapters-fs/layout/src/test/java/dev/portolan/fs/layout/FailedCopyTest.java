package dev.portolan.fs.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portolan.OciClient;
import dev.portolan.content.Content;
import dev.portolan.copy.CopyOptions;
import dev.portolan.error.OciException;
import dev.portolan.error.UnsupportedException;
import dev.portolan.fs.DockerArchiveTransport;
import dev.portolan.fs.LayoutTransport;
import dev.portolan.fs.OciArchiveTransport;
import dev.portolan.fs.Samples;
import dev.portolan.model.Descriptor;
import dev.portolan.model.ImageIndex;
import dev.portolan.model.ImageManifest;
import dev.portolan.model.MediaTypes;
import dev.portolan.model.Tag;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A copy that fails leaves its target as it was; a copy that repairs replaces what is damaged. */
class FailedCopyTest {
    @TempDir
    Path folder;

    private final OciClient client =
            OciClient.of(LayoutTransport.create(), OciArchiveTransport.create(), DockerArchiveTransport.create());
    private LayoutRepository source;
    private ImageManifest good;

    @BeforeEach
    void fill() {
        source = LayoutRepository.at(folder.resolve("source"));
        good = image("good");
        source.put(Tag.of("good"), good);
    }

    @AfterEach
    void close() {
        client.close();
    }

    private ImageManifest image(String about) {
        byte[] config = Samples.text("{\"architecture\":\"amd64\",\"os\":\"linux\",\"author\":\"" + about + "\"}");
        Descriptor configBlob = Descriptor.of(MediaTypes.IMAGE_CONFIG, config);
        source.write(configBlob, Content.of(config));
        return ImageManifest.builder()
                .config(configBlob)
                .layer(Samples.blob(source, Samples.text(about)).withMediaType(MediaTypes.LAYER_TAR))
                .build();
    }

    private Path blob(Descriptor blob) {
        return folder.resolve("source/blobs/sha256/" + blob.digest().hex());
    }

    private String from(String tag) {
        return "oci-layout:" + folder.resolve("source") + ":" + tag;
    }

    /** Adds one source of each kind that cannot be copied to a docker-archive. */
    private void prepare(String kind) throws Exception {
        ImageManifest image = image(kind);
        source.put(image.digest(), image);
        ImageIndex index = ImageIndex.builder()
                .manifest(image.descriptor())
                .manifest(good.descriptor())
                .build();
        switch (kind) {
            case "index" -> source.put(Tag.of(kind), index);
            case "artifact" -> source.put(Tag.of(kind), Samples.artifact(source, Samples.text("one")));
            case "missing-layer", "damaged-layer" -> {
                source.put(Tag.of(kind), image);
                Path layer = blob(image.layers().get(0));
                if (kind.startsWith("missing")) {
                    Files.delete(layer);
                } else {
                    Files.writeString(layer, "x".repeat((int) Files.size(layer)));
                }
            }
            default -> throw new IllegalArgumentException(kind);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"index", "artifact", "missing-layer", "damaged-layer"})
    void a_failed_copy_to_a_docker_archive_writes_no_file(String kind) throws Exception {
        prepare(kind);
        Path file = folder.resolve("d.tar");

        assertThatThrownBy(() -> client.copy(from(kind), "docker-archive:" + file + ":app:v1"))
                .isInstanceOf(OciException.class);

        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(folder.resolve("source"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"index", "artifact", "missing-layer", "damaged-layer"})
    void a_failed_copy_over_a_good_docker_archive_leaves_it_as_it_was(String kind) throws Exception {
        prepare(kind);
        Path file = folder.resolve("d.tar");
        client.copy(from("good"), "docker-archive:" + file + ":app:v1");
        byte[] before = Files.readAllBytes(file);

        for (String name : new String[] {":app:v1", ":app:v2", ""}) {
            assertThatThrownBy(() -> client.copy(from(kind), "docker-archive:" + file + name))
                    .isInstanceOf(OciException.class);
        }

        assertThat(file).hasBinaryContent(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"missing-layer", "damaged-layer"})
    void a_failed_copy_sets_no_tag_in_a_layout_or_archive(String kind) throws Exception {
        prepare(kind);
        for (String target :
                new String[] {"oci-layout:" + folder.resolve("t"), "oci-archive:" + folder.resolve("t.tar")}) {
            assertThatThrownBy(() -> client.at(from("good")).copyAllTagsTo(target))
                    .isInstanceOf(OciException.class);
        }

        assertThat(LayoutRepository.at(folder.resolve("t")).tags()).isEmpty();
        assertThat(folder.resolve("t.tar")).doesNotExist();
    }

    @Test
    void the_next_copy_after_a_failed_one_succeeds() throws Exception {
        prepare("index");
        Path file = folder.resolve("d.tar");
        assertThatThrownBy(() -> client.copy(from("index"), "docker-archive:" + file + ":app:v1"))
                .isInstanceOf(UnsupportedException.class);
        client.copy(from("good"), "docker-archive:" + file + ":app:v1");

        try (OciArchiveRepository archive = OciArchiveRepository.at(file)) {
            assertThat(archive.tags()).containsExactly(Tag.of("v1"));
            assertThat(archive.verify().findings()).isEmpty();
        }
    }

    /** A layout is damaged in its directory, an archive where the layer's text is in the file. */
    private void damage(Path target, ImageManifest image, String with) throws Exception {
        if (Files.isDirectory(target)) {
            Files.writeString(
                    target.resolve(
                            "blobs/sha256/" + image.layers().get(0).digest().hex()),
                    with);
            return;
        }
        byte[] bytes = Files.readAllBytes(target);
        String text = new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1);
        int at = text.indexOf("\0good\0") + 1;
        assertThat(at).isPositive();
        System.arraycopy("evil".getBytes(java.nio.charset.StandardCharsets.ISO_8859_1), 0, bytes, at, 4);
        Files.write(target, bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"oci-layout:t", "oci-archive:t.tar", "docker-archive:t.tar:app"})
    void a_deep_copy_replaces_a_damaged_blob(String target) throws Exception {
        String[] parts = target.split(":", 3);
        Path path = folder.resolve(parts[1]);
        String to = parts[0] + ":" + path + (parts.length == 3 ? ":" + parts[2] : "") + ":v1";
        client.copy(from("good"), to);
        damage(path, good, "evil");

        client.at(from("good")).with(CopyOptions.builder().deep(true).build()).copyTo(to);

        try (StoredRepository repaired = (StoredRepository) client.open(to)) {
            assertThat(repaired.verify().findings()).isEmpty();
            assertThat(repaired.manifest(good.digest())).contains(good);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "goo", "good too"})
    void a_deep_copy_replaces_a_blob_of_another_size(String content) throws Exception {
        String to = "oci-layout:" + folder.resolve("t") + ":v1";
        client.copy(from("good"), to);
        damage(folder.resolve("t"), good, content);

        client.at(from("good")).with(CopyOptions.builder().deep(true).build()).copyTo(to);

        assertThat(LayoutRepository.at(folder.resolve("t")).verify().findings()).isEmpty();
    }

    @Test
    void a_deep_copy_replaces_a_damaged_manifest() throws Exception {
        String to = "oci-layout:" + folder.resolve("t") + ":v1";
        client.copy(from("good"), to);
        Files.writeString(folder.resolve("t/blobs/sha256/" + good.digest().hex()), "{}");

        client.at(from("good")).with(CopyOptions.builder().deep(true).build()).copyTo(to);

        assertThat(LayoutRepository.at(folder.resolve("t")).verify().findings()).isEmpty();
    }
}
