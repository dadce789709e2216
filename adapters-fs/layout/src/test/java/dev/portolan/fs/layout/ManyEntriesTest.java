package dev.portolan.fs.layout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portolan.OciClient;
import dev.portolan.content.Content;
import dev.portolan.copy.CopyOptions;
import dev.portolan.fs.DockerArchiveTransport;
import dev.portolan.fs.LayoutTransport;
import dev.portolan.fs.OciArchiveTransport;
import dev.portolan.fs.Samples;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.ImageManifest;
import dev.portolan.model.MediaTypes;
import dev.portolan.model.Reference;
import dev.portolan.model.Tag;
import dev.portolan.port.Listing;
import dev.portolan.port.TransferListener;
import dev.portolan.registry.memory.InMemoryTransport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Layouts and archives with thousands of entries, whose cost for each must not grow with their number. */
class ManyEntriesTest {
    private static final int MANY = 5_000;

    @TempDir
    Path folder;

    private final OciClient client = OciClient.of(
            InMemoryTransport.create(),
            LayoutTransport.create(),
            OciArchiveTransport.create(),
            DockerArchiveTransport.create());
    private ImageManifest image;

    @BeforeEach
    void make_an_image() {
        try (var memory = client.open("memory:images")) {
            byte[] config = Samples.text("{\"architecture\":\"amd64\",\"os\":\"linux\",\"rootfs\":{\"diff_ids\":[]}}");
            Descriptor blob = Descriptor.of(MediaTypes.IMAGE_CONFIG, config);
            memory.write(blob, Content.of(config));
            image = ImageManifest.builder().config(blob).build();
        }
    }

    @AfterEach
    void close() {
        client.close();
    }

    private ImageManifest numbered(int number) {
        return ImageManifest.builder()
                .config(image.config())
                .annotation("number", Integer.toString(number))
                .build();
    }

    /** Tags as many manifests in memory; every tenth one is another manifest. */
    private void fill(int count) {
        try (var memory = client.open("memory:images")) {
            IntStream.range(0, count).forEach(i -> memory.put(Tag.of("v" + i), numbered(i / 10)));
        }
    }

    private String layout() {
        return "oci-layout:" + folder.resolve("layout");
    }

    private String archive() {
        return "oci-archive:" + folder.resolve("archive.tar");
    }

    @Test
    void all_tags_of_one_copy_are_one_change_of_index_json() {
        fill(200);
        client.copy("memory:images:v0", layout() + ":first");
        Path index = folder.resolve("layout/index.json");
        Set<Object> versions = ConcurrentHashMap.newKeySet();
        Object before = version(index);
        TransferListener listener = new TransferListener() {
            @Override
            public void done(Descriptor content) {
                versions.add(version(index));
            }
        };

        client.at("memory:images")
                .with(CopyOptions.builder().listener(listener).build())
                .copyAllTagsTo(layout());

        assertThat(versions).containsExactly(before);
        assertThat(version(index)).isNotEqualTo(before);
        assertThat(client.at(layout()).tags()).hasSize(201);
    }

    /** The file itself, since a change replaces it. */
    private static Object version(Path file) {
        try {
            Map<String, Object> read = Files.readAttributes(file, "fileKey,size,lastModifiedTime");
            return List.copyOf(
                    read.values().stream().map(String::valueOf).sorted().toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void thousands_of_tags_go_through_an_archive_and_a_layout() {
        fill(MANY);

        client.at("memory:images").copyAllTagsTo(archive());
        client.at(archive()).copyAllTagsTo(layout());
        client.at(layout()).copyAllTagsTo("memory:back");

        assertThat(client.at("memory:back").tags()).hasSize(MANY);
        assertThat(client.at("memory:back:v" + (MANY - 1)).resolve().digest())
                .isEqualTo(numbered((MANY - 1) / 10).digest());
        VerifyReport report = LayoutRepository.at(folder.resolve("layout")).verify();
        assertThat(report.findings()).isEmpty();
        assertThat(report.manifests()).isEqualTo(MANY / 10);
    }

    @Test
    void thousands_of_names_of_one_manifest_are_one_change() {
        fill(1);
        client.copy("memory:images:v0", layout() + ":v0");
        String[] names = IntStream.range(0, MANY)
                .mapToObj(i -> "docker.io/team/app:v" + i)
                .toArray(String[]::new);

        client.at(layout() + ":v0").tag(names);

        assertThat(client.at(layout()).tags()).hasSize(MANY + 1);
        assertThat(client.at(layout() + ":app:v4321").resolve().digest())
                .isEqualTo(numbered(0).digest());
    }

    /** What "docker save" writes for images that are all {@code latest}. */
    @Test
    void thousands_of_entries_share_a_ref_name() throws IOException {
        fill(1);
        client.copy("memory:images:v0", layout() + ":v0");
        List<String> entries = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            entries.add("{\"mediaType\":\"" + MediaTypes.IMAGE_MANIFEST + "\",\"digest\":\""
                    + Digest.sha256(Samples.text("manifest " + i)) + "\",\"size\":5,\"annotations\":{"
                    + "\"org.opencontainers.image.ref.name\":\"latest\","
                    + "\"io.containerd.image.name\":\"docker.io/library/app" + i + ":latest\"}}");
        }
        Files.writeString(
                folder.resolve("layout/index.json"),
                "{\"schemaVersion\":2,\"manifests\":[" + String.join(",", entries) + "]}");

        assertThat(client.at(layout()).tags()).hasSize(MANY);
        try (LayoutRepository repository = LayoutTransport.create().open(Reference.parse(layout()))) {
            assertThat(repository.entries()).extracting(Listing.Entry::name).doesNotHaveDuplicates();
        }
    }

    @Test
    void thousands_of_images_go_into_a_docker_archive() {
        fill(1_000);
        try (OciArchiveRepository archive =
                        OciArchiveRepository.forDocker(folder.resolve("images.tar"), "", LayoutOptions.defaults());
                var memory = client.open("memory:images")) {
            archive.write(image.config(), memory.content(image.config()));
            for (int i = 0; i < 1_000; i++) {
                archive.put(Tag.ofRefName("team/app" + i + ":v1"), numbered(i));
            }
        }

        assertThat(client.at("docker-archive:" + folder.resolve("images.tar")).tags())
                .hasSize(1_000);
        assertThat(client.at("docker-archive:" + folder.resolve("images.tar") + ":team/app777:v1")
                        .resolve()
                        .digest())
                .isEqualTo(numbered(777).digest());
    }
}
