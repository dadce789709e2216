package dev.portolan.fs.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.portolan.OciClient;
import dev.portolan.content.Content;
import dev.portolan.copy.CopyOptions;
import dev.portolan.error.InvalidReferenceException;
import dev.portolan.error.NotFoundException;
import dev.portolan.fs.DockerArchiveTransport;
import dev.portolan.fs.LayoutTransport;
import dev.portolan.fs.OciArchiveTransport;
import dev.portolan.fs.Samples;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.ImageIndex;
import dev.portolan.model.ImageManifest;
import dev.portolan.model.MediaTypes;
import dev.portolan.model.Reference;
import dev.portolan.model.Tag;
import dev.portolan.port.Listing;
import dev.portolan.registry.memory.InMemoryTransport;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names in index.json as other programs write them. */
class EntryNamesTest {
    private static final String REF_NAME = "org.opencontainers.image.ref.name";

    @TempDir
    Path folder;

    private final OciClient client = OciClient.of(
            LayoutTransport.create(),
            OciArchiveTransport.create(),
            DockerArchiveTransport.create(),
            InMemoryTransport.asRegistry());
    private final List<String> entries = new ArrayList<>();

    @AfterEach
    void close() {
        client.close();
    }

    private LayoutRepository layout() {
        return LayoutRepository.at(folder.resolve("w"));
    }

    private String at(String rest) {
        return "oci-layout:" + folder.resolve("w") + rest;
    }

    private ImageManifest image(String salt) {
        ImageManifest image = Samples.artifact(layout(), Samples.text(salt));
        layout().put(image.digest(), image);
        return image;
    }

    /** Lists an image; annotations are KEY=VALUE. */
    private void list(ImageManifest image, String... annotations) {
        String json = List.of(annotations).stream()
                .map(text -> "\"" + text.replaceFirst("=", "\":\"") + "\"")
                .collect(Collectors.joining(","));
        entries.add("{\"mediaType\":\"" + image.mediaType() + "\",\"digest\":\"" + image.digest() + "\",\"size\":"
                + image.bytes().length + ",\"annotations\":{" + json + "}}");
    }

    private void save() throws Exception {
        Files.writeString(
                folder.resolve("w/index.json"),
                "{\"schemaVersion\":2,\"manifests\":[" + String.join(",", entries) + "]}");
    }

    private String index() throws Exception {
        return Files.readString(folder.resolve("w/index.json"), StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "docker.io/library/alpine:3.18",
                "alpine:3.18",
                "demo/app",
                "v1+build.5",
                "with space",
                "ünïcode",
                "http://example.com/?a=b",
                "-x",
                "demo@v1",
                "a:b@c",
                "sha256:0123456789abcdef",
                " space before",
                "a//b",
                ":colon",
                "colon:",
                ":",
                "demo/app:",
                "localhost:5000/app:",
                ".",
                "index.json"
            })
    void every_operation_accepts_every_name(String name) throws Exception {
        ImageManifest image = image("one");
        list(image, REF_NAME + "=" + name);
        list(image("two"), REF_NAME + "=other");
        save();

        assertThat(client.at(at("")).tags()).contains(Tag.ofRefName(name));
        assertThat(client.at(at(":" + name)).resolve().digest()).isEqualTo(image.digest());
        assertThat(client.at(at(":" + name)).inspect()).isNotNull();
        assertThat(client.copy(at(":" + name), at(":copy/of:" + name)).root().digest())
                .isEqualTo(image.digest());
        client.at(at(":" + name)).tag(name + "2");
        client.at(at(":" + name)).untag();
        assertThat(client.at(at("")).tags())
                .extracting(Tag::value)
                .contains(name + "2", "copy/of:" + name)
                .doesNotContain(name);
        client.at(at(":" + name + "2")).delete();
        assertThat(client.at(at("")).tags()).containsExactly(Tag.of("other"));
    }

    @Test
    void a_name_that_ends_in_a_digest_is_removed() throws Exception {
        ImageManifest image = image("one");
        ImageManifest other = image("two");
        list(image, REF_NAME + "=ghcr.io/a/b@" + image.digest());
        list(other, REF_NAME + "=ghcr.io/a/c:v1@" + other.digest());
        save();

        client.at(at(":ghcr.io/a/b@" + image.digest())).untag();
        assertThat(index()).doesNotContain("ghcr.io/a/b").contains("ghcr.io/a/c");
        client.at(at(":ghcr.io/a/c:v1@" + other.digest())).untag();
        assertThat(index()).doesNotContain("ghcr.io");
    }

    @Test
    void a_short_name_means_the_only_entry_that_ends_in_it() throws Exception {
        ImageManifest alpine = image("one");
        list(alpine, REF_NAME + "=docker.io/library/alpine:3.18");
        list(image("two"), REF_NAME + "=docker.io/library/busybox:1.36");
        list(image("three"), REF_NAME + "=quay.io/busybox:1.36");
        list(image("four"), REF_NAME + "=x3.18");
        save();

        for (String name : List.of(":3.18", ":alpine:3.18", ":library/alpine:3.18")) {
            assertThat(client.at(at(name)).resolve().digest()).isEqualTo(alpine.digest());
        }
        assertThatThrownBy(() -> client.at(at(":1.36")).resolve())
                .isInstanceOf(InvalidReferenceException.class)
                .hasMessageContaining("ambiguous")
                .hasMessageContaining("docker.io/library/busybox:1.36@sha256:")
                .hasMessageContaining("quay.io/busybox:1.36@sha256:");
        assertThatThrownBy(() -> client.at(at(":.18")).resolve())
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining("docker.io/library/alpine:3.18");
        client.at(at(":3.18")).untag();
        assertThat(index()).doesNotContain("alpine");
    }

    @Test
    void a_write_to_a_short_name_adds_an_entry_of_that_name() throws Exception {
        list(image("one"), REF_NAME + "=docker.io/library/alpine:3.18");
        ImageManifest two = image("two");
        list(two, REF_NAME + "=two");
        save();

        client.copy(at(":two"), at(":3.18"));

        assertThat(client.at(at("")).tags())
                .extracting(Tag::value)
                .containsExactly("3.18", "docker.io/library/alpine:3.18", "two");
        assertThat(client.at(at(":3.18")).resolve().digest()).isEqualTo(two.digest());
    }

    /** The output of "docker save a b". */
    private List<ImageManifest> sameRefName() throws Exception {
        ImageManifest a = image("a");
        ImageManifest b = image("b");
        list(a, REF_NAME + "=latest", "io.containerd.image.name=docker.io/library/a:latest");
        list(b, REF_NAME + "=latest", "io.containerd.image.name=docker.io/library/b:latest");
        save();
        return List.of(a, b);
    }

    @Test
    void entries_with_the_same_ref_name_are_distinguished_by_their_image_names() throws Exception {
        List<ImageManifest> images = sameRefName();

        assertThat(client.at(at("")).tags())
                .extracting(Tag::value)
                .containsExactly("docker.io/library/a:latest", "docker.io/library/b:latest");
        assertThat(client.at(at(":b:latest")).resolve().digest())
                .isEqualTo(images.get(1).digest());
        assertThat(client.at(at(":docker.io/library/a:latest")).resolve().digest())
                .isEqualTo(images.get(0).digest());
        assertThatThrownBy(() -> client.at(at(":latest")).resolve())
                .isInstanceOf(InvalidReferenceException.class)
                .hasMessageContaining(
                        "docker.io/library/a:latest@" + images.get(0).digest())
                .hasMessageContaining(
                        "docker.io/library/b:latest@" + images.get(1).digest());
        assertThat(client.at(at(""))
                        .copyAllTagsTo("oci-layout:" + folder.resolve("all"))
                        .roots())
                .extracting(found -> found.digest())
                .containsExactlyInAnyOrder(images.get(0).digest(), images.get(1).digest());
    }

    @Test
    void a_write_changes_exactly_one_of_the_entries_with_the_same_ref_name() throws Exception {
        List<ImageManifest> images = sameRefName();
        ImageManifest other = image("c");
        String before = index();

        assertThatThrownBy(() -> client.at(at(":latest")).untag()).isInstanceOf(InvalidReferenceException.class);
        assertThatThrownBy(() -> client.copy(at("@" + other.digest()), at(":latest")))
                .isInstanceOf(InvalidReferenceException.class);
        assertThat(index()).isEqualTo(before);

        client.copy(at("@" + other.digest()), at(":docker.io/library/a:latest"));
        assertThat(client.at(at(":a:latest")).resolve().digest()).isEqualTo(other.digest());
        client.at(at(":docker.io/library/a:latest")).untag();
        assertThat(client.at(at(":latest")).resolve().digest())
                .isEqualTo(images.get(1).digest());
        layout().gc(GcOptions.builder().grace(Duration.ZERO).build());
        assertThat(layout().verify().findings()).isEmpty();
        assertThat(layout().manifest(images.get(1).digest())).isPresent();
    }

    @Test
    void in_a_docker_archive_the_whole_image_name_decides() throws Exception {
        List<ImageManifest> images = sameRefName();
        client.at(at("")).copyAllTagsTo("oci-archive:" + folder.resolve("d.tar"));
        String archive = "docker-archive:" + folder.resolve("d.tar");

        assertThat(client.at(archive + ":b:latest").resolve().digest())
                .isEqualTo(images.get(1).digest());
        assertThat(client.at(archive + ":docker.io/library/a").resolve().digest())
                .isEqualTo(images.get(0).digest());
        assertThatThrownBy(() -> client.at(archive + ":nosuch:latest").resolve())
                .isInstanceOf(NotFoundException.class);
        assertThat(client.at(archive).tags()).extracting(Tag::value).containsExactly("a:latest", "b:latest");
    }

    /** What an OCI archive has that skopeo wrote, when it is addressed as a docker-archive. */
    @Test
    void in_a_docker_archive_a_plain_name_is_found_and_a_write_adds_an_image_of_that_name() throws Exception {
        byte[] config = Samples.text("{\"architecture\":\"amd64\",\"os\":\"linux\",\"rootfs\":{\"type\":\"layers\"}}");
        layout().write(Descriptor.of(MediaTypes.IMAGE_CONFIG, config), Content.of(config));
        ImageManifest plain = ImageManifest.builder()
                .config(Descriptor.of(MediaTypes.IMAGE_CONFIG, config))
                .build();
        layout().put(Tag.of("v1"), plain);
        ImageManifest other = ImageManifest.builder()
                .config(plain.config())
                .annotation("about", "other")
                .build();
        layout().put(Tag.of("v2"), other);
        client.at(at("")).copyAllTagsTo("oci-archive:" + folder.resolve("p.tar"));
        String archive = "docker-archive:" + folder.resolve("p.tar");

        assertThat(client.at(archive + ":v1").resolve().digest()).isEqualTo(plain.digest());
        assertThat(client.at(archive + ":v1").manifest()).isEqualTo(plain);
        assertThatThrownBy(() -> client.at(archive + ":app:v1").resolve()).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> client.at(archive + ":v1:v1").resolve()).isInstanceOf(NotFoundException.class);
        client.copy(at(":v2"), archive + ":v1");
        assertThat(client.at(archive).tags()).extracting(Tag::value).containsExactly("v1", "v1:latest", "v2");
        assertThat(client.at(archive + ":v1").resolve().digest()).isEqualTo(other.digest());
        client.at(archive + ":v2").untag();
        assertThat(client.at(archive).tags()).extracting(Tag::value).containsExactly("v1", "v1:latest");
    }

    @Test
    void a_single_manifest_without_a_name_needs_none() throws Exception {
        ImageManifest image = image("one");

        assertThat(client.at(at("")).resolve().digest()).isEqualTo(image.digest());
        assertThat(client.at(at("")).exists()).isTrue();
        client.copy(at(""), "oci-archive:" + folder.resolve("one.tar"));
        client.copy("oci-archive:" + folder.resolve("one.tar"), "registry.example.com/one:v1");
        assertThat(client.at("registry.example.com/one:v1").resolve().digest()).isEqualTo(image.digest());
    }

    @Test
    void a_name_may_contain_colons_and_start_with_another_name() throws Exception {
        ImageManifest three = image("three");
        ImageManifest two = image("two");
        ImageManifest hub = image("hub");
        list(three, REF_NAME + "=a:b:c");
        list(two, REF_NAME + "=a:b");
        list(hub, REF_NAME + "=docker.io/library/x:1");
        list(hub, REF_NAME + "=quay.io/library/x:1");
        save();

        assertThat(client.at(at(":a:b:c")).resolve().digest()).isEqualTo(three.digest());
        assertThat(client.at(at(":a:b")).resolve().digest()).isEqualTo(two.digest());
        assertThat(client.at(at(":c")).resolve().digest()).isEqualTo(three.digest());
        assertThat(client.at(at(":x:1")).resolve().digest())
                .as("both names mean one manifest")
                .isEqualTo(hub.digest());
        client.at(at(":a:b")).untag();
        assertThat(layout().tags()).extracting(Tag::value).contains("a:b:c").doesNotContain("a:b");
    }

    @Test
    void a_tag_that_several_image_names_share_is_ambiguous() throws Exception {
        ImageManifest plain = image("plain");
        list(image("a"), REF_NAME + "=latest", "io.containerd.image.name=docker.io/library/a:latest");
        list(image("b"), REF_NAME + "=latest", "io.containerd.image.name=docker.io/library/b:latest");
        list(plain, REF_NAME + "=latest");
        save();

        assertThatThrownBy(() -> client.at(at(":latest")).resolve())
                .isInstanceOf(InvalidReferenceException.class)
                .hasMessageContainingAll("docker.io/library/a:latest", "docker.io/library/b:latest");
        client.at(at(":docker.io/library/a:latest")).untag();
        client.at(at(":docker.io/library/b:latest")).untag();
        assertThat(client.at(at(":latest")).resolve().digest()).isEqualTo(plain.digest());
        assertThat(layout().entries()).hasSize(3);
    }

    @Test
    void copies_of_one_entry_count_as_one() throws Exception {
        ImageManifest image = image("image");
        list(image, REF_NAME + "=v1");
        list(image, REF_NAME + "=v1");
        list(image);
        save();

        assertThat(client.at(at("")).resolve().digest()).isEqualTo(image.digest());
        client.at(at(":v1")).untag();
        assertThat(layout().tags()).isEmpty();
        assertThat(layout().entries()).hasSize(1);
    }

    @Test
    void referrers_do_not_hide_the_only_image() throws Exception {
        ImageManifest image = image("image");
        ImageManifest sbom = Samples.referrer(layout(), image.descriptor(), "example/sbom");
        ImageManifest signature = image("signature");
        list(sbom);
        list(signature, REF_NAME + "=sha256-" + image.digest().hex() + ".sig");
        list(image("fallback"), REF_NAME + "=sha256-" + image.digest().hex());
        list(image);
        layout().put(sbom.digest(), sbom);
        save();

        assertThat(client.at(at("")).resolve().digest()).isEqualTo(image.digest());
    }

    @Test
    void a_layout_with_only_a_signature_means_that_signature() throws Exception {
        ImageManifest signature = image("signature");
        list(signature, REF_NAME + "=sha256-" + "a".repeat(64) + ".sig");
        save();

        assertThat(client.at(at("")).resolve().digest()).isEqualTo(signature.digest());
    }

    @Test
    void entries_of_cosign_save_have_the_names_of_their_tags() throws Exception {
        ImageManifest image = image("image");
        list(image, "kind=dev.cosignproject.cosign/image");
        list(image("signature"), "kind=dev.cosignproject.cosign/sigs");
        list(image("attestation"), "kind=dev.cosignproject.cosign/atts");
        list(image("other"), "kind=some.other/sigs");
        save();
        String tag = "sha256-" + image.digest().hex();

        assertThat(layout().tags()).containsExactly(Tag.of(tag + ".att"), Tag.of(tag + ".sig"));
        layout().untag(Tag.of(tag + ".sig"));
        assertThat(layout().tags()).containsExactly(Tag.of(tag + ".att"));
        assertThat(layout().entries()).hasSize(4);
    }

    @Test
    void a_signature_and_its_image_get_the_kinds_that_cosign_load_looks_for() throws Exception {
        ImageManifest image = image("image");
        ImageManifest signature = image("signature");
        layout().put(Tag.of("sha256-" + image.digest().hex() + ".sig"), signature);
        layout().put(Tag.of("v1"), image);
        layout().put(Tag.of("v2"), image("other"));

        assertThat(layout().index().orElseThrow().entries())
                .extracting(IndexEntry::refName, IndexEntry::cosignKind)
                .contains(tuple("v1", "image"), tuple("v2", ""))
                .contains(tuple("sha256-" + image.digest().hex() + ".sig", "sigs"));
    }

    @Test
    void signatures_of_several_images_of_cosign_have_no_names() throws Exception {
        list(image("one"), "kind=dev.cosignproject.cosign/image");
        list(image("two"), "kind=dev.cosignproject.cosign/image");
        list(image("signature"), "kind=dev.cosignproject.cosign/sigs");
        save();

        assertThat(layout().tags()).isEmpty();
    }

    @Test
    void several_manifests_without_a_name_are_listed_with_digest_platform_and_name() throws Exception {
        Digest one = image("one").digest();
        Digest two = image("two").digest();
        client.at(at("@" + two)).tag("named/two:v1");
        Digest three = image("three").digest();
        client.at(at("@" + three)).tag("named/three:v1");

        assertThatThrownBy(() -> client.at(at("")).resolve())
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining(one.toString())
                .hasMessageContaining("named/two:v1 " + two)
                .hasMessageContaining("@DIGEST");
        assertThat(layout().entries())
                .extracting(Listing.Entry::name)
                .containsExactly("", "named/two:v1", "named/three:v1");
    }

    /** The entries of skopeo have no platform; the configs of the images do. */
    @Test
    void several_images_without_a_name_are_listed_with_the_platforms_of_their_configs() throws Exception {
        for (String architecture : List.of("amd64", "arm64")) {
            byte[] config = Samples.text("{\"architecture\":\"" + architecture + "\",\"os\":\"linux\"}");
            Descriptor blob = Descriptor.of(MediaTypes.IMAGE_CONFIG, config);
            layout().write(blob, Content.of(config));
            ImageManifest image = ImageManifest.builder().config(blob).build();
            layout().put(image.digest(), image);
        }

        assertThatThrownBy(() -> client.at(at("")).resolve()).hasMessageContainingAll("(linux/amd64)", "(linux/arm64)");
    }

    @Test
    void a_list_of_referrers_is_no_tag_of_a_user_and_no_platform_of_it_is_copied() throws Exception {
        ImageManifest image = image("image");
        String hex = image.digest().hex();
        layout().put(Tag.of("v1"), image);
        layout().put(
                        Tag.of("sha256-" + hex),
                        ImageIndex.builder().manifest(image.descriptor()).build());
        layout().put(Tag.of("sha256-" + hex + ".sig"), image("signature"));
        Reference target = Reference.parse("registry.example.com/one");

        assertThat(client.at(at("")).tags()).extracting(Tag::value).containsExactly("sha256-" + hex + ".sig", "v1");
        assertThat(client.at(at("")).tagsToCopy(target)).contains(Tag.of("sha256-" + hex));
        assertThat(client.at(at(""))
                        .with(CopyOptions.builder().platform("linux/amd64").build())
                        .tagsToCopy(target))
                .containsExactly(Tag.of("sha256-" + hex + ".sig"), Tag.of("v1"));
    }

    @Test
    void an_empty_layout_is_said_to_list_nothing() throws Exception {
        Files.createDirectories(folder.resolve("w"));
        Files.writeString(folder.resolve("w/oci-layout"), "{\"imageLayoutVersion\":\"1.0.0\"}");
        save();

        assertThatThrownBy(() -> client.at(at("")).resolve())
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining("it lists no manifest");
    }

    @Test
    void a_copy_of_all_tags_that_copies_nothing_is_an_error() throws Exception {
        image("one");

        assertThatThrownBy(() -> client.at(at("")).copyAllTagsTo("registry.example.com/one"))
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining("no tags to copy");
        client.at(at("")).tag("demo/app:v1");
        assertThatThrownBy(() -> client.at(at("")).copyAllTagsTo("registry.example.com/one"))
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining("demo/app:v1");
        assertThat(client.at("registry.example.com/one:v1").exists()).isFalse();
        assertThat(client.at(at("")).tagsLeftOut(Reference.parse("registry.example.com/one")))
                .containsExactly(Tag.ofRefName("demo/app:v1"));
    }

    @Test
    void a_name_that_is_not_a_tag_is_left_out_of_a_copy_to_a_registry() throws Exception {
        image("one");
        client.at(at("")).tag("demo/app:v1", "v1", "v1+build.5");

        client.at(at("")).copyAllTagsTo("registry.example.com/one");

        assertThat(client.at("registry.example.com/one").tags()).containsExactly(Tag.of("v1"));
        assertThatThrownBy(() -> client.at("registry.example.com/one:v1").tag("other/manifests/v1"))
                .isInstanceOf(InvalidReferenceException.class);
    }
}
