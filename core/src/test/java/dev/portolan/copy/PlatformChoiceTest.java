package dev.portolan.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portolan.error.NotFoundException;
import dev.portolan.fake.Sample;
import dev.portolan.model.Descriptor;
import dev.portolan.model.ImageIndex;
import dev.portolan.model.ImageManifest;
import dev.portolan.model.Platform;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlatformChoiceTest extends CopyTest {

    private static ImageIndex index(String... platforms) {
        return Sample.index(
                "index",
                Stream.of(platforms)
                        .map(platform -> Sample.on(platform, Sample.image(platform)))
                        .toArray(Descriptor[]::new));
    }

    private static String chosen(ImageIndex index, Platform wanted) {
        return Sample.name(PlatformChoice.choose(index, wanted, "here").digest());
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
    void the_best_that_runs_there_is_chosen(String wanted, String has, String expected) {
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
            """)
    void what_does_not_run_there_is_not_chosen(String wanted, String has) {
        ImageIndex index = index(has.split(" "));

        assertThatThrownBy(() -> chosen(index, Platform.parse(wanted)))
                .isInstanceOf(NotFoundException.class)
                .hasMessageStartingWith("no manifest for platform " + wanted + " at here: the index has ")
                .hasMessageContaining(has.replace(" ", ", "));
    }

    @Test
    void of_two_that_are_as_good_the_first_is_chosen() {
        ImageIndex index = Sample.index(
                "index",
                Sample.on("linux/amd64", Sample.image("first")),
                Sample.on("linux/amd64", Sample.image("second")));

        assertThat(chosen(index, Platform.parse("linux/amd64"))).isEqualTo("first");
    }

    @Test
    void windows_needs_its_own_build() {
        Descriptor old = Sample.image("old")
                .descriptor()
                .withPlatform(new Platform("windows", "amd64", "", "10.0.17763.1", List.of()));
        Descriptor current = Sample.image("current")
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
    void what_needs_a_feature_is_only_chosen_where_that_is_there() {
        Descriptor needing = Sample.image("needing")
                .descriptor()
                .withPlatform(new Platform("windows", "amd64", "", "", List.of("win32k")));
        ImageIndex index = Sample.index("index", needing);

        assertThat(chosen(index, new Platform("windows", "amd64", "", "", List.of("win32k", "more"))))
                .isEqualTo("needing");
        assertThatThrownBy(() -> chosen(index, Platform.parse("windows/amd64"))).isInstanceOf(NotFoundException.class);
    }

    @Test
    void an_index_without_platforms_says_so() {
        ImageIndex index = Sample.index("index", Sample.image("image"));

        assertThatThrownBy(() -> chosen(index, Platform.parse("linux/amd64")))
                .hasMessageContaining("the index has none with a platform");
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
    void several_platforms_are_copied_under_an_index_of_these_in_its_order() {
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
    void a_digest_as_the_name_is_that_of_the_platforms_image() {
        source_has_three_platforms();
        var index = source.tagged().get(V1);

        engine.copy(source, index, target, index, platforms("linux/arm64").build());

        assertThat(target.manifests()).containsOnlyKeys(arm.digest());
    }

    @Test
    void an_index_in_an_index_is_looked_into() {
        ImageIndex inner = Sample.index("inner", Sample.on("linux/arm64", arm));
        sourceHas(Sample.index("outer", Sample.on("linux/arm64", inner)), "b");
        source.with(inner).with(arm);

        assertThat(copy(platforms("linux/arm64")).root()).isEqualTo(arm.descriptor());
    }

    @Test
    void what_is_no_index_is_copied_whatever_the_platform() {
        sourceHas(amd, "a");

        assertThat(copy(platforms("linux/arm64")).root()).isEqualTo(amd.descriptor());
    }
}
