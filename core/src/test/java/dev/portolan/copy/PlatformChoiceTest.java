package dev.portolan.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portolan.error.NotFoundException;
import dev.portolan.fake.Sample;
import dev.portolan.model.Descriptor;
import dev.portolan.model.DigestAlgorithm;
import dev.portolan.model.ImageIndex;
import dev.portolan.model.ImageManifest;
import dev.portolan.model.Manifest;
import dev.portolan.model.MediaTypes;
import dev.portolan.model.Platform;
import dev.portolan.model.Tag;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlatformChoiceTest extends CopyTest {

    private ImageIndex index(String... platforms) {
        return Sample.index(
                "index",
                Stream.of(platforms)
                        .map(platform -> Sample.on(platform, stored(Sample.image(platform))))
                        .toArray(Descriptor[]::new));
    }

    private <M extends Manifest> M stored(M manifest) {
        source.with(manifest);
        return manifest;
    }

    private String chosen(ImageIndex index, Platform wanted) {
        return Sample.name(select(index, wanted).digest());
    }

    private Manifest select(Manifest manifest, Platform... wanted) {
        return new PlatformChoice(source).select(manifest, List.of(wanted));
    }

    private Manifest select(Manifest manifest, String... wanted) {
        return new PlatformChoice(source)
                .select(manifest, Stream.of(wanted).map(Platform::parse).toList());
    }

    /** An image whose config says this; its own name is that of the config. */
    private ImageManifest configured(String config) {
        byte[] json = Sample.bytes(config.replace('\'', '"'));
        source.with(json);
        return stored(
                Sample.image(config, ImageManifest.builder().config(Descriptor.of(MediaTypes.IMAGE_CONFIG, json))));
    }

    private ImageManifest configured(String os, String architecture) {
        return configured("{'os':'" + os + "','architecture':'" + architecture + "'}");
    }

    private static Descriptor attestation(Manifest attestation, Manifest image) {
        return Sample.on("unknown/unknown", attestation)
                .withAnnotation("vnd.docker.reference.type", "attestation-manifest")
                .withAnnotation("vnd.docker.reference.digest", image.digest().toString());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            linux/amd64     | linux/arm64 linux/amd64                                   | linux/amd64
            linux/amd64     | linux/amd64/v2 linux/386 linux/amd64/v1                   | linux/amd64/v1
            linux/amd64     | linux/arm64 linux/386                                     | linux/386
            linux/amd64/v3  | linux/amd64 linux/amd64/v4 linux/amd64/v2 linux/386       | linux/amd64/v2
            linux/amd64/v3  | linux/386 linux/amd64                                     | linux/amd64
            linux/x86_64    | linux/amd64                                               | linux/amd64
            Linux/AMD64     | linux/x86-64                                              | linux/x86-64
            linux/i386      | linux/386                                                 | linux/386
            linux/arm       | linux/arm/v6 linux/arm/v7 linux/arm/v8                    | linux/arm/v7
            linux/arm       | linux/arm/v5 linux/arm/v6                                 | linux/arm/v6
            linux/arm/v8    | linux/arm/v5 linux/arm/v7 linux/arm/v6                    | linux/arm/v7
            linux/arm/v7    | linux/arm/v5 linux/arm                                    | linux/arm
            linux/arm/v6    | linux/arm linux/arm/v5                                    | linux/arm/v5
            linux/arm/6     | linux/arm/v6                                              | linux/arm/v6
            linux/armhf     | linux/arm/v6 linux/arm/v7                                 | linux/arm/v7
            linux/armel     | linux/arm/v7 linux/arm/v6                                 | linux/arm/v6
            linux/arm64     | linux/arm/v7 linux/arm64/v8                               | linux/arm64/v8
            linux/arm64/v8  | linux/arm64                                               | linux/arm64
            linux/aarch64   | linux/amd64 linux/arm64                                   | linux/arm64
            linux/arm64     | linux/arm/v7 linux/arm/v8                                 | linux/arm/v8
            linux/arm64     | linux/amd64 linux/arm/v6                                  | linux/arm/v6
            linux/arm64/v8.2 | linux/arm64 linux/arm64/v8.3 linux/arm64/v8.1            | linux/arm64/v8.1
            linux/arm64/v9  | linux/arm64/v8 linux/arm64/v8.5 linux/arm64/v8.6          | linux/arm64/v8.5
            linux/arm64/v9.1 | linux/arm64/v8.6 linux/arm64/v9.0 linux/arm64/v9.2       | linux/arm64/v9.0
            macos/arm64     | linux/arm64 darwin/arm64                                  | darwin/arm64
            linux/riscv64   | linux/amd64 linux/riscv64                                 | linux/riscv64
            windows/amd64   | linux/amd64 windows/amd64                                 | windows/amd64
            """)
    void the_best_matching_platform_is_chosen(String wanted, String has, String expected) {
        assertThat(chosen(index(has.split(" ")), Platform.parse(wanted))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            linux/amd64    | linux/amd64/v2 windows/amd64 linux/arm64
            linux/386      | linux/amd64
            linux/arm/v5   | linux/arm linux/arm/v6
            linux/arm/v6   | linux/arm/v4
            linux/arm64    | linux/arm64/v9 linux/arm64/v8.1 linux/amd64
            linux/arm64/v9 | linux/arm64/v8.6
            linux/riscv64  | linux/amd64
            windows/amd64:10.0.20348 | windows/amd64:10.0.17763.1 windows/amd64:10.0.20349
            """)
    void an_incompatible_platform_is_not_chosen(String wanted, String has) {
        ImageIndex index = index(has.split(" "));

        assertThatThrownBy(() -> chosen(index, Platform.parse(wanted)))
                .isInstanceOf(NotFoundException.class)
                .hasMessageStartingWith("source: no manifest for platform " + wanted + ": the index has ")
                .hasMessageContaining(has.replace(" ", ", "));
    }

    @Test
    void the_first_of_two_equal_matches_is_chosen() {
        ImageIndex index = Sample.index(
                "index",
                Sample.on("linux/amd64", stored(Sample.image("first"))),
                Sample.on("linux/amd64", stored(Sample.image("second"))));

        assertThat(chosen(index, Platform.parse("linux/amd64"))).isEqualTo("first");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            windows/amd64:10.0.20348   | windows/amd64:10.0.17763.1 windows/amd64:10.0.20348.9 | windows/amd64:10.0.20348.9
            windows/amd64:10.0.17763.1 | windows/amd64:10.0.17763.1 windows/amd64:10.0.20348.9 | windows/amd64:10.0.17763.1
            windows/amd64:10.0.20348   | windows/amd64 windows/amd64:10.0.20348                | windows/amd64:10.0.20348
            windows/amd64:10.0.20348   | windows/amd64:10.0.17763.1 windows/amd64              | windows/amd64
            """)
    void the_version_of_the_operating_system_decides(String wanted, String has, String expected) {
        assertThat(chosen(index(has.split(" ")), Platform.parse(wanted))).isEqualTo(expected);
    }

    @Test
    void windows_needs_its_own_build() {
        Descriptor old = stored(Sample.image("old"))
                .descriptor()
                .withPlatform(new Platform("windows", "amd64", "", "10.0.17763.1", List.of()));
        Descriptor current = stored(Sample.image("current"))
                .descriptor()
                .withPlatform(new Platform("windows", "amd64", "", "10.0.20348.9", List.of()));
        ImageIndex index = Sample.index("index", old, current);

        assertThat(chosen(index, new Platform("windows", "amd64", "", "10.0.20348", List.of())))
                .isEqualTo("current");
        assertThat(chosen(index, new Platform("windows", "amd64", "", "", List.of())))
                .isEqualTo("old");
        assertThatThrownBy(() -> chosen(index, new Platform("windows", "amd64", "", "10.0.2034", List.of())))
                .isInstanceOf(NotFoundException.class);
    }

    @Test
    void an_image_that_needs_a_feature_is_chosen_only_with_it() {
        Descriptor needing = stored(Sample.image("needing"))
                .descriptor()
                .withPlatform(new Platform("windows", "amd64", "", "", List.of("win32k")));
        ImageIndex index = Sample.index("index", needing);

        assertThat(chosen(index, new Platform("windows", "amd64", "", "", List.of("win32k", "more"))))
                .isEqualTo("needing");
        assertThatThrownBy(() -> chosen(index, Platform.parse("windows/amd64"))).isInstanceOf(NotFoundException.class);
    }

    @Test
    void an_index_without_platforms_is_reported() {
        ImageIndex index = Sample.index("index", stored(Sample.image("one")), stored(Sample.image("two")));

        assertThatThrownBy(() -> chosen(index, Platform.parse("linux/amd64")))
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining("the index has none with a platform; choose no platform");
    }

    @Test
    void the_error_lists_each_platform_once() {
        ImageIndex inner = stored(Sample.index("inner", Sample.on("linux/arm64", stored(Sample.image("arm64")))));
        ImageIndex index = Sample.index(
                "index",
                Sample.on("linux/amd64", stored(Sample.image("one"))),
                Sample.on("linux/amd64", stored(Sample.image("two"))),
                inner.descriptor(),
                configured("linux", "riscv64").descriptor(),
                attestation(stored(Sample.image("attestation")), inner));

        assertThatThrownBy(() -> select(index, "linux/s390x"))
                .isInstanceOf(NotFoundException.class)
                .hasMessageEndingWith(
                        "the index has linux/amd64, linux/arm64, linux/riscv64; choose one of these platforms");
    }

    // ---- nested indexes

    @Test
    void an_index_without_a_platform_is_searched() {
        ImageManifest arm64 = stored(Sample.image("arm64"));
        ImageIndex inner = stored(Sample.index(
                "inner", Sample.on("linux/amd64", stored(Sample.image("amd64"))), Sample.on("linux/arm64", arm64)));
        ImageIndex middle = stored(Sample.index("middle", inner));

        assertThat(select(Sample.index("outer", middle), "linux/arm64")).isEqualTo(arm64);
    }

    @Test
    void the_best_of_several_nested_indexes_is_chosen() {
        ImageManifest v7 = stored(Sample.image("v7"));
        ImageIndex old = stored(Sample.index("old", Sample.on("linux/arm/v6", stored(Sample.image("v6")))));
        ImageIndex current = stored(Sample.index("current", Sample.on("linux/arm/v7", v7)));

        assertThat(select(Sample.index("outer", old, current), "linux/arm/v7")).isEqualTo(v7);
    }

    @Test
    void nested_indexes_are_not_fetched_if_a_manifest_matches() {
        ImageIndex inner = stored(Sample.index("inner", Sample.on("linux/arm64", stored(Sample.image("other")))));
        ImageManifest arm64 = stored(Sample.image("arm64"));
        source.forget();

        assertThat(select(Sample.index("outer", inner.descriptor(), Sample.on("linux/arm64", arm64)), "linux/arm64"))
                .isEqualTo(arm64);
        assertThat(source.log()).containsExactly("manifest arm64");
    }

    @Test
    void an_index_that_is_missing_is_skipped() {
        ImageManifest arm64 = stored(Sample.image("arm64"));
        ImageIndex inner = stored(Sample.index("inner", Sample.on("linux/arm64", arm64)));

        ImageIndex missing = Sample.index("missing", Sample.on("linux/arm64", arm64));

        assertThat(select(Sample.index("outer", missing, inner), "linux/arm64")).isEqualTo(arm64);
    }

    @Test
    void an_index_of_a_generic_media_type_is_searched() {
        ImageManifest arm64 = stored(Sample.image("arm64"));
        ImageIndex inner = stored(Sample.index("inner", Sample.on("linux/arm64", arm64)));

        assertThat(select(Sample.index("outer", inner.descriptor().withMediaType("application/json")), "linux/arm64"))
                .isEqualTo(arm64);
    }

    @Test
    void several_platforms_of_a_nested_index_are_selected() {
        Descriptor amd64 = Sample.on("linux/amd64", stored(Sample.image("amd64")));
        Descriptor arm64 = Sample.on("linux/arm64", stored(Sample.image("arm64")));
        Descriptor riscv = Sample.on("linux/riscv64", stored(Sample.image("riscv64")));
        ImageIndex inner = stored(Sample.index("inner", amd64, arm64, riscv));

        Manifest selected = select(Sample.index("outer", inner), "linux/arm64", "linux/amd64");

        assertThat(selected.children()).containsExactly(amd64, arm64);
    }

    // ---- the config decides

    @Test
    void without_a_platform_in_the_index_the_config_decides() {
        ImageIndex index =
                Sample.index("index", configured("linux", "amd64"), configured("linux", "arm64"), configured("{}"));

        assertThat(select(index, "linux/arm64")).isEqualTo(configured("linux", "arm64"));
        assertThat(select(index, "linux/arm64/v8")).isEqualTo(configured("linux", "arm64"));
        assertThatThrownBy(() -> select(index, "linux/s390x"))
                .hasMessageContaining("the index has linux/amd64, linux/arm64");
    }

    @Test
    void the_only_image_is_chosen_if_no_platform_is_known() {
        ImageManifest image = configured("{}");

        assertThat(select(Sample.index("index", image), "linux/arm64")).isEqualTo(image);
    }

    @Test
    void an_artifact_without_a_platform_is_not_chosen_if_others_are_for_platforms() {
        ImageManifest artifact = configured("{}");
        ImageManifest amd64 = configured("linux", "amd64");
        Descriptor nested = stored(Sample.index("nested", amd64)).descriptor();

        for (Descriptor other : List.of(Sample.on("linux/amd64", amd64), nested)) {
            ImageIndex index = Sample.index("index", other, artifact.descriptor());
            assertThatThrownBy(() -> select(index, "linux/arm64"))
                    .isInstanceOf(NotFoundException.class)
                    .hasMessageContaining("the index has linux/amd64");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "{}", "{'os':null,'architecture':''}", "{'variant':'v8'}"})
    void an_empty_platform_is_absent(String platform) {
        ImageManifest arm64 = configured("linux", "arm64");
        String index = new String(
                Sample.index("index", configured("linux", "amd64"), arm64).bytes(), StandardCharsets.UTF_8);
        String json = index.replace("\"size\":", "\"platform\":" + platform.replace('\'', '"') + ",\"size\":");

        Manifest read = Manifest.parse(json.getBytes(StandardCharsets.UTF_8), "", DigestAlgorithm.SHA256);

        assertThat(select(read, "linux/arm64")).isEqualTo(arm64);
    }

    @Test
    void an_index_of_several_platforms_records_the_platforms_of_the_configs() {
        ImageManifest amd64 = configured("linux", "amd64");
        ImageManifest arm64 = configured("linux", "arm64");
        ImageIndex index = Sample.index("index", amd64, configured("linux", "riscv64"), arm64);

        assertThat(select(index, "linux/amd64", "linux/arm64").children())
                .containsExactly(Sample.on("linux/amd64", amd64), Sample.on("linux/arm64", arm64));
    }

    @ParameterizedTest
    @CsvSource({
        "linux, arm64, linux/arm64/v8",
        "linux, arm64, linux/aarch64",
        "linux, arm, linux/arm64",
        "linux, amd64, linux/amd64/v3",
        "windows, amd64, windows/amd64",
    })
    void a_single_image_is_selected_if_it_matches(String os, String architecture, String wanted) {
        ImageManifest image = configured(os, architecture);

        assertThat(select(image, wanted)).isEqualTo(image);
    }

    @ParameterizedTest
    @CsvSource({
        "linux, arm64, linux/amd64",
        "linux, amd64, windows/amd64",
        "linux, amd64, linux/386",
        "windows, amd64, linux/amd64",
    })
    void a_single_image_of_another_platform_is_refused(String os, String architecture, String wanted) {
        ImageManifest image = configured(os, architecture);
        String has = os + "/" + architecture;

        assertThatThrownBy(() -> select(image, wanted))
                .isInstanceOf(NotFoundException.class)
                .hasMessage("source: no manifest for platform " + wanted + ": the only image is for " + has
                        + "; choose that platform, or none");
    }

    @Test
    void a_single_image_may_match_one_of_several_platforms() {
        ImageManifest image = configured("linux", "arm64");

        assertThat(select(image, "linux/amd64", "linux/arm64")).isEqualTo(image);
        assertThatThrownBy(() -> select(image, "linux/amd64", "linux/s390x"))
                .hasMessageStartingWith("source: no manifest for platform linux/amd64, linux/s390x");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{'os':'linux'}", "{'os':'','architecture':'amd64'}", "{'os':null}", "text", "[]"})
    void a_single_image_without_a_platform_is_accepted(String config) {
        ImageManifest image = configured(config);

        assertThat(select(image, "linux/arm64")).isEqualTo(image);
    }

    // ---- attestations

    @Test
    void attestations_follow_their_images() {
        ImageManifest amd64 = stored(Sample.image("amd64"));
        ImageManifest arm64 = stored(Sample.image("arm64"));
        ImageManifest riscv64 = stored(Sample.image("riscv64"));
        Descriptor ofArm = attestation(Sample.image("of arm"), arm64);
        Descriptor ofRiscv = attestation(Sample.image("of riscv"), riscv64);
        ImageIndex index = Sample.index(
                "index",
                Sample.on("linux/amd64", amd64),
                Sample.on("linux/arm64", arm64),
                Sample.on("linux/riscv64", riscv64),
                ofArm,
                ofRiscv);

        assertThat(select(index, "linux/amd64", "linux/arm64").children())
                .containsExactly(Sample.on("linux/amd64", amd64), Sample.on("linux/arm64", arm64), ofArm);
        assertThat(select(index, "linux/arm64")).isEqualTo(arm64);
        assertThat(select(index, "linux/riscv64", "linux/arm64", "linux/amd64")).isSameAs(index);
    }

    @Test
    void an_attestation_is_never_chosen_as_an_image() {
        ImageManifest amd64 = stored(Sample.image("amd64"));
        Descriptor attestation = attestation(configured("linux", "arm64"), amd64);
        Descriptor bare = attestation.bare().withAnnotations(attestation.annotations());

        for (Descriptor listed : List.of(attestation, bare)) {
            ImageIndex index = Sample.index("index", Sample.on("linux/amd64", amd64), listed);
            assertThatThrownBy(() -> select(index, "linux/arm64")).isInstanceOf(NotFoundException.class);
        }
    }

    @Test
    void no_platform_selects_the_manifest_itself() {
        ImageIndex index = index("linux/amd64");

        assertThat(new PlatformChoice(source).select(index, List.of())).isSameAs(index);
    }

    // ---- in a copy

    private final ImageManifest amd = Sample.image("amd", blob("a"));
    private final ImageManifest arm = Sample.image("arm", blob("b"));
    private final ImageManifest riscv = Sample.image("riscv", blob("c"));

    private void source_has_three_platforms() {
        sourceHas(
                Sample.index(
                        "index",
                        Sample.on("linux/amd64", amd),
                        Sample.on("linux/arm64", arm),
                        Sample.on("linux/riscv64", riscv)),
                "a",
                "b",
                "c");
        source.with(amd, arm, riscv);
    }

    private static CopyOptions.Builder platforms(String... platforms) {
        return CopyOptions.builder()
                .platforms(Stream.of(platforms).map(Platform::parse).toList());
    }

    @Test
    void one_platform_is_copied_without_the_index() {
        source_has_three_platforms();

        CopyResult result = copy(platforms("linux/arm64"));

        assertThat(source.log()).containsExactlyInAnyOrder("manifest v1", "manifest arm", "open b");
        assertThat(target.manifests()).containsOnlyKeys(arm.digest());
        assertThat(target.tagged()).containsEntry(V1, arm.digest());
        assertThat(result.root()).isEqualTo(arm.descriptor());
    }

    @Test
    void the_error_says_which_of_several_tags_lacks_the_platform() {
        source_has_three_platforms();
        Tag v2 = Tag.of("v2");
        source.tagged("v2", configured("linux", "s390x"));

        assertThatThrownBy(() -> engine.copy(
                        source,
                        List.of(Root.of(V1, List.of(V1)), Root.of(v2, List.of(v2))),
                        target,
                        platforms("linux/arm64").build()))
                .isInstanceOf(NotFoundException.class)
                .hasMessageStartingWith("source:v2: no manifest for platform linux/arm64");
    }

    @Test
    void several_platforms_are_copied_under_a_new_index_in_the_same_order() {
        source_has_three_platforms();

        CopyResult result = copy(platforms("linux/riscv64", "linux/amd64"));

        ImageIndex copied = (ImageIndex) target.manifests().get(result.root().digest());
        assertThat(copied.manifests())
                .containsExactly(Sample.on("linux/amd64", amd), Sample.on("linux/riscv64", riscv));
        assertThat(copied.annotations()).containsEntry("name", "index");
        assertThat(target.manifests()).doesNotContainKey(arm.digest());
        assertThat(source.log()).doesNotContain("manifest arm");
    }

    @Test
    void a_digest_as_target_is_that_of_the_platforms_image() {
        source_has_three_platforms();
        var index = source.tagged().get(V1);

        engine.copy(source, index, target, index, platforms("linux/arm64").build());

        assertThat(target.manifests()).containsOnlyKeys(arm.digest());
    }

    @Test
    void a_nested_index_is_searched() {
        ImageIndex inner = Sample.index("inner", Sample.on("linux/arm64", arm));
        sourceHas(Sample.index("outer", Sample.on("linux/arm64", inner)), "b");
        source.with(inner).with(arm);

        assertThat(copy(platforms("linux/arm64")).root()).isEqualTo(arm.descriptor());
    }

    @Test
    void an_artifact_that_is_not_an_image_is_copied_for_any_platform() {
        sourceHas(amd, "a");

        assertThat(copy(platforms("linux/arm64")).root()).isEqualTo(amd.descriptor());
    }
}
