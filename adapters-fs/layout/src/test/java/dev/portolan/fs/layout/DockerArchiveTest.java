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
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
        try (OciArchiveRepository archive = open(":demo/app:v1")) {
            archive.put(Tag.of("v1"), image(archive, "one"));
        }
        try (OciArchiveRepository archive = open(":demo/other:v2")) {
            archive.put(Tag.of("v2"), image(archive, "two"));
            archive.tag(Tag.of("v1"), List.of(Tag.of("latest")));
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
    void what_docker_cannot_load_is_refused() {
        try (OciArchiveRepository archive = open(":demo/app:v1")) {
            ImageManifest artifact = Samples.artifact(archive, Samples.text("one"));
            assertThatThrownBy(() -> archive.put(Tag.of("v1"), artifact))
                    .isInstanceOf(UnsupportedException.class)
                    .hasMessageContaining("no container image");
            ImageManifest image = image(archive, "one");
            archive.put(image.digest(), image);
            ImageIndex index = ImageIndex.builder().manifest(image.descriptor()).build();
            assertThatThrownBy(() -> archive.put(Tag.of("v1"), index))
                    .isInstanceOf(UnsupportedException.class)
                    .hasMessageContaining("one platform");
        }
    }
}
