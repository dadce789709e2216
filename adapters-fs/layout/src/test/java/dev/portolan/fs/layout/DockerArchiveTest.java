package dev.portolan.fs.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portolan.content.Content;
import dev.portolan.error.UnsupportedException;
import dev.portolan.fs.DockerArchiveTransport;
import dev.portolan.fs.Samples;
import dev.portolan.fs.tar.TarEntry;
import dev.portolan.model.Descriptor;
import dev.portolan.model.ImageIndex;
import dev.portolan.model.ImageManifest;
import dev.portolan.model.MediaTypes;
import dev.portolan.model.Reference;
import dev.portolan.model.Tag;
import dev.portolan.port.Deltas;
import dev.portolan.port.Listing;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DockerArchiveTest {
    @TempDir
    Path folder;

    private OciArchiveRepository open(String rest) {
        return DockerArchiveTransport.create()
                .open(Reference.parse("docker-archive:" + folder.resolve("image.tar") + rest));
    }

    private static ImageManifest image(OciArchiveRepository archive, String about) {
        byte[] config = Samples.text("{\"architecture\":\"amd64\",\"os\":\"linux\",\"author\":\"" + about + "\"}");
        Descriptor configBlob = Descriptor.of(MediaTypes.IMAGE_CONFIG, config);
        archive.write(configBlob, Content.of(config));
        return ImageManifest.builder()
                .config(configBlob)
                .layer(Samples.blob(archive, Samples.random(1, 10_000)).withMediaType(MediaTypes.LAYER_TAR))
                .build();
    }

    private String manifestJson() throws Exception {
        ArchiveSnapshot snapshot = ArchiveSnapshot.of(folder.resolve("image.tar"), "test", LayoutOptions.defaults())
                .orElseThrow();
        for (TarEntry entry : snapshot.entries()) {
            if (entry.name().equals("manifest.json")) {
                return new String(snapshot.region(entry).bytes(), StandardCharsets.UTF_8);
            }
        }
        throw new AssertionError("no manifest.json");
    }

    @Test
    void an_image_is_named_for_docker_and_tagged_for_others() throws Exception {
        ImageManifest image;
        try (OciArchiveRepository archive = open(":example.org/demo/app:v1")) {
            image = image(archive, "one");
            archive.put(Tag.of("v1"), image);
        }
        assertThat(manifestJson())
                .isEqualTo(
                        "[{\"Config\":\"blobs/sha256/" + image.config().digest().hex()
                                + "\",\"RepoTags\":[\"example.org/demo/app:v1\"],\"Layers\":[\"blobs/sha256/"
                                + image.layers().get(0).digest().hex() + "\"]}]");
        OciArchiveRepository again = OciArchiveRepository.at(folder.resolve("image.tar"), LayoutOptions.defaults());
        assertThat(again.manifest(Tag.of("v1"))).contains(image);
        assertThat(again.verify().findings()).isEmpty();
    }

    @Test
    void an_image_that_is_added_joins_the_others() throws Exception {
        ImageManifest one;
        try (OciArchiveRepository archive = open(":demo/app:v1")) {
            one = image(archive, "one");
            archive.put(Tag.of("v1"), one);
        }
        try (OciArchiveRepository archive = open(":demo/other:v2")) {
            archive.put(Tag.of("v2"), image(archive, "two"));
            archive.tag(one.digest(), List.of(Tag.of("latest")));
        }
        assertThat(manifestJson()).contains("[\"demo/app:v1\",\"demo/other:latest\"]", "[\"demo/other:v2\"]");
    }

    @Test
    void an_image_without_a_name_has_none() throws Exception {
        try (OciArchiveRepository archive = open("")) {
            ImageManifest image = image(archive, "one");
            archive.put(image.digest(), image);
        }
        assertThat(manifestJson()).contains("\"RepoTags\":[]");
    }

    @Test
    void an_artifact_that_docker_cannot_load_is_refused() {
        try (OciArchiveRepository archive = open(":demo/app:v1")) {
            ImageManifest artifact = Samples.artifact(archive, Samples.text("one"));
            assertThatThrownBy(() -> archive.put(Tag.of("v1"), artifact))
                    .isInstanceOf(UnsupportedException.class)
                    .hasMessageContaining("not a container image");
            ImageManifest image = image(archive, "one");
            archive.put(image.digest(), image);
            ImageIndex index = ImageIndex.builder().manifest(image.descriptor()).build();
            assertThatThrownBy(() -> archive.put(Tag.of("v1"), index))
                    .isInstanceOf(UnsupportedException.class)
                    .hasMessageContaining("one platform");
        }
    }

    @Test
    void one_image_can_have_several_names_with_the_same_tag() throws Exception {
        ImageManifest image;
        try (OciArchiveRepository archive = open(":app:v1")) {
            image = image(archive, "one");
            archive.put(Tag.of("v1"), image);
        }
        for (String name : List.of(":mirror.local/app:v1", ":localhost:5000/app:v1", ":team/app:v1")) {
            try (OciArchiveRepository archive = open(name)) {
                archive.put(Tag.of("v1"), image);
            }
        }
        assertThat(manifestJson())
                .contains("[\"app:v1\",\"mirror.local/app:v1\",\"localhost:5000/app:v1\",\"team/app:v1\"]");
        assertThat(open("").tags())
                .containsExactlyInAnyOrder(
                        Tag.ofRefName("app:v1"),
                        Tag.ofRefName("localhost:5000/app:v1"),
                        Tag.ofRefName("mirror.local/app:v1"),
                        Tag.ofRefName("team/app:v1"));
        assertThat(open(":team/app:v1").tags()).containsExactly(Tag.of("v1"));
    }

    @Test
    void two_images_can_have_the_same_tag_and_each_name_moves_by_itself() throws Exception {
        ImageManifest one;
        ImageManifest two;
        try (OciArchiveRepository archive = open(":app:v1")) {
            one = image(archive, "one");
            archive.put(Tag.of("v1"), one);
            archive.tag(Tag.of("v1"), List.of(Tag.of("v2")));
        }
        try (OciArchiveRepository archive = open(":other/app:v1")) {
            two = image(archive, "two");
            archive.put(Tag.of("v1"), two);
        }
        assertThat(manifestJson()).contains("[\"app:v1\",\"app:v2\"]", "[\"other/app:v1\"]");
        try (OciArchiveRepository archive = open(":app:v1")) {
            archive.put(Tag.of("v1"), two);
        }
        assertThat(manifestJson()).contains("[\"app:v2\"]", "[\"other/app:v1\",\"app:v1\"]");
        assertThat(open(":app:v2").manifest(Tag.of("v2"))).contains(one);
        assertThat(open(":app:v1").manifest(Tag.of("v1"))).contains(two);
        assertThat(open(":nosuch:v1").resolve(Tag.of("v1"))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            app:v1,                docker.io/library/app:v1,      app:v1
            app,                   docker.io/library/app:latest,  app:latest
            team/app:v1,           docker.io/team/app:v1,         team/app:v1
            localhost:5000/app:v1, localhost:5000/app:v1,         localhost:5000/app:v1
            localhost/app,         localhost/app:latest,          localhost/app:latest
            docker.io/app:v1,      docker.io/library/app:v1,      app:v1
            index.docker.io/a/b,   docker.io/a/b:latest,          a/b:latest
            ghcr.io/a/b/c:1.0,     ghcr.io/a/b/c:1.0,             ghcr.io/a/b/c:1.0
            """)
    void containerd_gets_the_full_name_and_docker_the_short_one(String name, String whole, String familiar)
            throws Exception {
        Reference reference = DockerArchiveTransport.create()
                .locate(Reference.parse("docker-archive:" + folder.resolve("image.tar") + ":" + name));
        try (OciArchiveRepository archive = DockerArchiveTransport.create().open(reference)) {
            archive.put(reference.tag().orElseThrow(), image(archive, "one"));
        }
        assertThat(manifestJson()).contains("\"RepoTags\":[\"" + familiar + "\"]");
        IndexEntry entry = open("").index().orElseThrow().entries().get(0);
        assertThat(entry.fullName()).isEqualTo(whole);
        assertThat(entry.refName()).isEqualTo(ImageName.tag(whole));
    }

    @Test
    void a_foreign_layer_that_was_not_copied_is_refused_with_the_option_to_use() {
        try (OciArchiveRepository archive = open(":demo/app:v1")) {
            Descriptor foreign = Descriptor.of(
                            "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip", Samples.text("elsewhere"))
                    .withUrls(List.of("https://example.com/layer"));
            ImageManifest image = ImageManifest.builder()
                    .config(image(archive, "one").config())
                    .layer(foreign)
                    .build();
            assertThatThrownBy(() -> archive.put(Tag.of("v1"), image))
                    .isInstanceOf(UnsupportedException.class)
                    .hasMessageContaining("copy foreign layers too");
        }
    }

    @Test
    void an_archive_for_docker_is_never_a_delta() {
        assertThat(open(":app").capability(Deltas.class)).isEmpty();
        assertThat(open(":app").capability(Listing.class)).isPresent();
        assertThat(OciArchiveRepository.at(folder.resolve("image.tar")).capability(Deltas.class))
                .isPresent();
    }
}
