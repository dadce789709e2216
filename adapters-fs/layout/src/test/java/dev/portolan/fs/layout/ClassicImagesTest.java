package dev.portolan.fs.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import dev.portolan.OciClient;
import dev.portolan.error.ContentMismatchException;
import dev.portolan.error.InvalidArchiveException;
import dev.portolan.error.UnsupportedException;
import dev.portolan.fs.DockerArchiveTransport;
import dev.portolan.fs.LayoutTransport;
import dev.portolan.fs.Samples;
import dev.portolan.fs.tar.Tar;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.ImageManifest;
import dev.portolan.model.Manifest;
import dev.portolan.model.MediaTypes;
import dev.portolan.model.Tag;
import dev.portolan.port.Listing;
import dev.portolan.port.Repository;
import dev.portolan.registry.memory.InMemoryTransport;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Archives as docker save wrote them before version 25, and as skopeo, podman and crane write them. */
class ClassicImagesTest {
    @TempDir
    Path folder;

    private final OciClient client =
            OciClient.of(LayoutTransport.create(), DockerArchiveTransport.create(), InMemoryTransport.asRegistry());
    private final Map<String, byte[]> files = new LinkedHashMap<>();
    private final Map<String, String> links = new LinkedHashMap<>();
    private final List<String> images = new ArrayList<>();

    @AfterEach
    void close() {
        client.close();
    }

    private static byte[] gzip(byte[] plain) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(plain);
        }
        return bytes.toByteArray();
    }

    /** Adds a config for these plain layers, and an entry of manifest.json. */
    private Digest image(List<byte[]> plainLayers, List<String> layerFiles, String... names) {
        String diffIds = plainLayers.stream()
                .map(layer -> "\"" + Digest.sha256(layer) + "\"")
                .collect(Collectors.joining(","));
        byte[] config = Samples.text("{\"architecture\":\"amd64\",\"os\":\"linux\",\"rootfs\":{\"type\":\"layers\","
                + "\"diff_ids\":[" + diffIds + "]}}");
        Digest digest = Digest.sha256(config);
        files.put(digest.hex() + ".json", config);
        String tags = List.of(names).stream().map(name -> "\"" + name + "\"").collect(Collectors.joining(","));
        String layers = layerFiles.stream().map(name -> "\"" + name + "\"").collect(Collectors.joining(","));
        images.add("{\"Config\":\"" + digest.hex() + ".json\",\"RepoTags\":"
                + (names.length == 0 ? "null" : "[" + tags + "]") + ",\"Layers\":[" + layers + "]}");
        return digest;
    }

    private String save() throws Exception {
        files.put("manifest.json", Samples.text("[" + String.join(",", images) + "]"));
        return write();
    }

    private String write() throws Exception {
        ByteArrayOutputStream tar = new ByteArrayOutputStream();
        for (Map.Entry<String, String> link : links.entrySet()) {
            tar.write(Tar.header('2', link.getKey(), 0777, 0, 0, link.getValue()));
        }
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            tar.write(Tar.fileHeader(file.getKey(), file.getValue().length));
            tar.write(file.getValue());
            tar.write(new byte[(int) (Tar.padded(file.getValue().length) - file.getValue().length)]);
        }
        tar.write(Tar.end(tar.size()));
        Files.write(folder.resolve("classic.tar"), tar.toByteArray());
        return "docker-archive:" + folder.resolve("classic.tar");
    }

    @Test
    void layers_are_found_through_links_and_under_names_with_dots() throws Exception {
        byte[] layer = Samples.random(1, 5_000);
        files.put("store/one/layer.tar", layer);
        links.put("link", "store/one");
        links.put("up/and", "../link");
        links.put("file.tar", "./store//one/layer.tar");
        image(
                List.of(layer, layer, layer, layer),
                List.of("link/layer.tar", "up/and/layer.tar", "./file.tar", ".//store/./one/layer.tar"),
                "demo/app:v1");
        String archive = save();

        client.copy(archive + ":demo/app:v1", "oci-layout:" + folder.resolve("out") + ":v1");

        ImageManifest manifest = (ImageManifest)
                client.at("oci-layout:" + folder.resolve("out") + ":v1").manifest();
        assertThat(manifest.layers()).extracting(Descriptor::digest).containsOnly(Digest.sha256(layer));
    }

    @Test
    void dangling_and_circular_links_are_missing_layers() throws Exception {
        for (String target : List.of("gone", "/store", "../../store", "loop", "loop/loop")) {
            files.clear();
            images.clear();
            byte[] layer = Samples.random(1, 500);
            files.put("store/layer.tar", layer);
            links.put("loop", target);
            image(List.of(layer), List.of("loop/layer.tar"), "demo/app:v1");
            String archive = save();

            assertThatThrownBy(() -> client.at(archive).tags())
                    .as(target)
                    .isInstanceOf(InvalidArchiveException.class)
                    .hasMessageContaining("loop/layer.tar");
        }
    }

    @Test
    void an_image_saved_by_docker_before_25_is_copied_with_a_stable_digest() throws Exception {
        byte[] one = Samples.random(1, 5_000);
        byte[] two = Samples.random(2, 3_000);
        files.put("aaa/layer.tar", one);
        files.put("bbb/layer.tar", two);
        Digest config =
                image(List.of(one, two), List.of("aaa/layer.tar", "bbb/layer.tar"), "demo/app:v1", "other:latest");
        String archive = save();

        assertThat(client.at(archive).tags()).extracting(Tag::value).containsExactly("demo/app:v1", "other:latest");
        Digest digest = client.copy(archive + ":demo/app:v1", "registry.example.com/app:v1")
                .root()
                .digest();
        client.copy(archive + ":other", "oci-layout:" + folder.resolve("out") + ":v1");

        ImageManifest manifest =
                (ImageManifest) client.at("registry.example.com/app:v1").manifest();
        assertThat(manifest.config().digest()).isEqualTo(config);
        assertThat(manifest.layers())
                .extracting(Descriptor::digest, Descriptor::mediaType)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(Digest.sha256(one), MediaTypes.LAYER_TAR),
                        org.assertj.core.groups.Tuple.tuple(Digest.sha256(two), MediaTypes.LAYER_TAR));
        assertThat(client.at(archive + ":other:latest").resolve().digest()).isEqualTo(digest);
        assertThat(LayoutRepository.at(folder.resolve("out")).verify().findings())
                .isEmpty();
        assertThat(LayoutRepository.at(folder.resolve("out")).manifest(Tag.of("v1")))
                .contains(manifest);
    }

    @Test
    void compressed_layers_keep_their_bytes() throws Exception {
        byte[] plain = Samples.random(3, 4_000);
        byte[] packed = gzip(plain);
        files.put(Digest.sha256(packed).hex() + ".tar.gz", packed);
        image(List.of(plain), List.of(Digest.sha256(packed).hex() + ".tar.gz"), "demo/app:v1");

        ImageManifest manifest =
                (ImageManifest) client.at(save() + ":demo/app:v1").manifest();

        assertThat(manifest.layers().get(0).digest()).isEqualTo(Digest.sha256(packed));
        assertThat(manifest.layers().get(0).mediaType()).isEqualTo(MediaTypes.LAYER_TAR_GZIP);
    }

    /** As pzstd writes them: a skippable frame before each frame of content. */
    @Test
    void a_zstd_layer_may_begin_with_a_skippable_frame() throws Exception {
        byte[] plain = Samples.random(5, 4_000);
        byte[] frame = Zstd.compress(plain);
        byte[] packed = ByteBuffer.allocate(12 + frame.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(0x184D2A50)
                .putInt(4)
                .putInt(frame.length)
                .put(frame)
                .array();
        files.put(Digest.sha256(packed).hex() + ".tar.zst", packed);
        image(List.of(plain), List.of(Digest.sha256(packed).hex() + ".tar.zst"), "demo/app:v1");

        ImageManifest manifest =
                (ImageManifest) client.at(save() + ":demo/app:v1").manifest();

        assertThat(manifest.layers().get(0).digest()).isEqualTo(Digest.sha256(packed));
        assertThat(manifest.layers().get(0).mediaType()).isEqualTo(MediaTypes.LAYER_TAR_ZSTD);
    }

    @Test
    void a_single_image_without_a_name_needs_none_and_repeated_layers_are_one_blob() throws Exception {
        byte[] layer = Samples.random(4, 2_000);
        files.put("a.tar", layer);
        image(List.of(layer, layer, layer), List.of("a.tar", "a.tar", "a.tar"));
        String archive = save();

        assertThat(client.copy(archive, "oci-layout:" + folder.resolve("out") + ":v1")
                        .copied()
                        .items())
                .isEqualTo(3);
    }

    @Test
    void podmans_full_names_are_found_and_listed_in_errors() throws Exception {
        byte[] layer = Samples.random(5, 2_000);
        files.put("a.tar", layer);
        image(List.of(layer), List.of("a.tar"), "localhost/app:v1");
        String archive = save();

        assertThat(client.at(dev.portolan.model.Reference.parse(archive + ":localhost/app:v1"))
                        .exists())
                .isTrue();
        assertThatThrownBy(() -> client.at(archive + ":nosuch:v1").resolve()).hasMessageContaining("localhost/app:v1");
    }

    @Test
    void two_images_with_one_tag_are_told_apart() throws Exception {
        for (int i = 0; i < 2; i++) {
            byte[] layer = Samples.random(6 + i, 2_000);
            files.put(i + ".tar", layer);
            image(List.of(layer), List.of(i + ".tar"), (i == 0 ? "a" : "b") + ":latest");
        }
        String archive = save();

        assertThat(client.at(archive + ":a").resolve().digest())
                .isNotEqualTo(client.at(archive + ":b").resolve().digest());
    }

    @Test
    void an_unreadable_archive_is_reported_with_the_reason() throws Exception {
        byte[] layer = Samples.random(8, 2_000);
        image(List.of(layer), List.of("gone/layer.tar"), "a:v1");
        String missing = save();
        assertThatThrownBy(() -> client.at(missing + ":a:v1").manifest())
                .isInstanceOf(InvalidArchiveException.class)
                .hasMessageContaining("gone/layer.tar");

        images.clear();
        files.put("a.tar", layer);
        image(List.of(layer, layer), List.of("a.tar"), "a:v1");
        String fewer = save();
        assertThatThrownBy(() -> client.at(fewer + ":a:v1").manifest())
                .isInstanceOf(InvalidArchiveException.class)
                .hasMessageContaining("lists 2 layers");

        files.clear();
        files.put("repositories", Samples.text("{}"));
        String ancient = write();
        assertThatThrownBy(() -> client.at(ancient).tags())
                .isInstanceOf(InvalidArchiveException.class)
                .hasMessageContaining("1.10");
    }

    /** What is damaged in the middle one of three images, and how its error begins. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "no config    | the file",
                "config       | the config",
                "no layer     | the file",
                "fewer layers | the config",
                "xz           | the layer 1.tar is compressed with xz",
                "diff_id      | a diff_id of a config is not a digest",
                "entry        | manifest.json is not valid",
            })
    void one_damaged_image_does_not_hide_the_others(String damage, String reason) throws Exception {
        List<Digest> configs = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            byte[] layer = Samples.random(20 + i, 2_000);
            files.put(i + ".tar", layer);
            configs.add(image(List.of(layer), List.of(i + ".tar"), "demo/app:v" + i));
        }
        String config = configs.get(1).hex() + ".json";
        switch (damage) {
            case "no config" -> files.remove(config);
            case "config" -> files.put(config, Samples.text("{"));
            case "no layer" -> files.remove("1.tar");
            case "fewer layers" -> images.set(1, images.get(1).replace("[\"1.tar\"]", "[]"));
            case "xz" -> files.put("1.tar", HexFormat.of().parseHex("fd377a585a0000" + "00".repeat(40)));
            case "diff_id" -> files.put(config, Samples.text("{\"rootfs\":{\"diff_ids\":[\"sha256:0\"]}}"));
            default -> images.set(1, images.get(1).replace("\"" + config + "\"", "7"));
        }
        String archive = save();

        assertThat(client.at(archive).tags())
                .extracting(Tag::value)
                .containsExactly("demo/app:v0", "demo/app:v1", "demo/app:v2");
        for (int i : List.of(0, 2)) {
            client.copy(archive + ":demo/app:v" + i, "registry.example.com/app:v" + i);
            assertThat(((ImageManifest)
                                    client.at("registry.example.com/app:v" + i).manifest())
                            .config()
                            .digest())
                    .isEqualTo(configs.get(i));
        }
        assertThatThrownBy(() -> client.copy(archive + ":demo/app:v1", "registry.example.com/app:v1"))
                .isInstanceOf(InvalidArchiveException.class)
                .hasMessageContaining("the entry \"docker.io/demo/app:v1\" cannot be read: " + reason);
        try (Repository repository = client.open(archive)) {
            assertThat(repository
                            .capability(Verification.class)
                            .orElseThrow()
                            .verify()
                            .findings())
                    .singleElement()
                    .satisfies(finding -> {
                        assertThat(finding.kind()).isEqualTo(Finding.Kind.ENTRY);
                        assertThat(finding.subject()).isEqualTo("docker.io/demo/app:v1");
                    });
        }
    }

    @Test
    void a_damaged_image_without_a_name_does_not_hide_the_others_either() throws Exception {
        byte[] layer = Samples.random(23, 2_000);
        files.put("l.tar", layer);
        image(List.of(layer), List.of("gone.tar"));
        Digest config = image(List.of(layer), List.of("l.tar"));
        String archive = save();

        assertThat(((ImageManifest) client.at(archive).manifest()).config().digest())
                .isEqualTo(config);
        try (Repository repository = client.open(archive)) {
            assertThat(repository
                            .capability(Verification.class)
                            .orElseThrow()
                            .verify()
                            .findings())
                    .singleElement()
                    .extracting(Finding::detail)
                    .asString()
                    .contains("gone.tar");
        }
    }

    @Test
    void a_layer_that_differs_from_its_config_is_refused_when_read() throws Exception {
        files.put("a.tar", Samples.random(9, 2_000));
        image(List.of(Samples.random(10, 2_000)), List.of("a.tar"), "a:v1");
        String archive = save();

        assertThatThrownBy(() -> client.copy(archive + ":a:v1", "registry.example.com/a:v1"))
                .isInstanceOf(ContentMismatchException.class);
    }

    @ParameterizedTest
    @CsvSource({"xz, fd377a585a0000", "bzip2, 425a6839", "lz4, 04224d18", "lzip, 4c5a4950"})
    void a_layer_in_a_compression_that_no_layer_type_has_is_named(String program, String start) throws Exception {
        byte[] packed = HexFormat.of().parseHex(start + "00".repeat(40));
        files.put("layer." + program, packed);
        image(List.of(Samples.random(12, 100)), List.of("layer." + program), "a:v1");
        String archive = save();

        assertThatThrownBy(() -> client.at(archive).tags())
                .isInstanceOf(InvalidArchiveException.class)
                .hasMessageContaining("the layer layer." + program + " is compressed with " + program);
    }

    /** Jib names the config {@code config.json}, crane {@code sha256:HEX}, others give absolute paths. */
    @ParameterizedTest
    @ValueSource(strings = {"config.json", "sha256:0123", "/config", ".//config", "blobs/sha256/0123"})
    void a_config_has_any_name(String name) throws Exception {
        byte[] layer = Samples.random(13, 700);
        files.put("l.tar", layer);
        Digest config = image(List.of(layer), List.of("l.tar"), "demo/app:v1");
        byte[] bytes = files.remove(config.hex() + ".json");
        files.put(name, bytes);
        images.set(0, images.get(0).replace(config.hex() + ".json", name));

        ImageManifest manifest =
                (ImageManifest) client.at(save() + ":demo/app:v1").manifest();

        assertThat(manifest.config().digest()).isEqualTo(config);
    }

    @Test
    void a_layout_file_without_an_index_does_not_hide_the_images() throws Exception {
        byte[] layer = Samples.random(14, 700);
        files.put("oci-layout", Samples.text("{\"imageLayoutVersion\":\"1.0.0\"}"));
        files.put("l.tar", layer);
        image(List.of(layer), List.of("l.tar"), "demo/app:v1");

        assertThat(client.at(save()).tags()).extracting(Tag::value).containsExactly("demo/app:v1");
    }

    @Test
    void of_two_images_of_one_name_the_later_one_counts_and_the_other_is_not_lost() throws Exception {
        List<Digest> configs = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            byte[] layer = Samples.random(15 + i, 700);
            files.put(i + ".tar", layer);
            configs.add(image(List.of(layer), List.of(i + ".tar"), "demo/app:v1"));
        }
        String archive = save();

        ImageManifest named =
                (ImageManifest) client.at(archive + ":demo/app:v1").manifest();

        assertThat(named.config().digest()).isEqualTo(configs.get(1));
        try (Repository repository = client.open(archive)) {
            assertThat(repository.capability(Listing.class).orElseThrow().entries())
                    .extracting(Listing.Entry::name)
                    .containsExactlyInAnyOrder("", "demo/app:v1");
        }
    }

    @Test
    void nulls_and_empty_lists_are_no_names_and_no_layers() throws Exception {
        files.put("c.json", Samples.text("{\"architecture\":\"amd64\",\"os\":\"linux\",\"rootfs\":null}"));
        for (String image : List.of(
                "{\"Config\":\"c.json\",\"RepoTags\":null,\"Layers\":null,\"Parent\":null}",
                "{\"Config\":\"c.json\",\"RepoTags\":[],\"Layers\":[]}",
                "{\"Config\":\"c.json\"}")) {
            images.clear();
            images.add(image);

            assertThat(((ImageManifest) client.at(save()).manifest()).layers())
                    .as(image)
                    .isEmpty();
        }
    }

    @Test
    void temporary_files_are_removed_with_the_last_reader_and_after_a_failure() throws Exception {
        Path spool = Files.createDirectory(folder.resolve("spool"));
        LayoutOptions options = LayoutOptions.builder().spoolDirectory(spool).build();
        byte[] layer = Samples.random(30, 700);
        files.put("l.tar", layer);
        image(List.of(layer), List.of("l.tar"), "a:v1");
        save();
        try (Repository good = OciArchiveRepository.forDocker(folder.resolve("classic.tar"), "", options)) {
            assertThat(good.resolve(Tag.ofRefName("a:v1"))).isPresent();
            assertThat(spool).isNotEmptyDirectory();
        }
        assertThat(spool).isEmptyDirectory();

        files.remove("l.tar");
        save();
        try (Repository broken = OciArchiveRepository.forDocker(folder.resolve("classic.tar"), "", options)) {
            assertThatThrownBy(() -> broken.resolve(Tag.ofRefName("a:v1"))).isInstanceOf(InvalidArchiveException.class);
            assertThat(spool).isEmptyDirectory();
        }
    }

    @Test
    void a_config_may_be_as_large_as_a_manifest() throws Exception {
        String start = "{\"architecture\":\"amd64\",\"os\":\"linux\",\"author\":\"";
        String end = "\"}";
        String author = "a".repeat(Manifest.LARGEST - start.length() - end.length());
        images.add("{\"Config\":\"c.json\",\"RepoTags\":[\"a:v1\"],\"Layers\":[]}");
        files.put("c.json", Samples.text(start + author + end));
        assertThat(client.at(save() + ":a:v1").exists()).isTrue();

        files.put("c.json", Samples.text(start + "a" + author + end));
        String larger = save();

        assertThatThrownBy(() -> client.at(larger + ":a:v1").exists())
                .isInstanceOf(InvalidArchiveException.class)
                .hasMessageContaining("the config c.json has " + (Manifest.LARGEST + 1) + " bytes");
    }

    @Test
    void a_classic_archive_is_read_only() throws Exception {
        byte[] layer = Samples.random(11, 2_000);
        files.put("a.tar", layer);
        image(List.of(layer), List.of("a.tar"), "a:v1");
        String archive = save();
        byte[] before = Files.readAllBytes(folder.resolve("classic.tar"));

        assertThatThrownBy(() -> client.copy(archive + ":a:v1", archive + ":a:v2"))
                .isInstanceOf(UnsupportedException.class)
                .hasMessageContaining("new file");
        assertThat(folder.resolve("classic.tar")).hasBinaryContent(before);
        try (OciArchiveRepository opened = OciArchiveRepository.at(folder.resolve("classic.tar"))) {
            assertThat(opened.canReplace()).isFalse();
        }
    }
}
