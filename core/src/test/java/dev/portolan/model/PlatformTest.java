package dev.portolan.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portolan.error.InvalidReferenceException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlatformTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "linux/amd64",
                "linux/arm64/v8",
                "windows/amd64",
                "linux/arm/v7",
                "linux/x86-64",
                "windows/amd64:10.0.20348",
                "windows/arm/v7:10.0.17763.1"
            })
    void a_platform_prints_as_it_was_parsed(String text) {
        assertThat(Platform.parse(text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "linux",
                "linux/",
                "/amd64",
                "linux/arm/v7/x",
                "linux/a b",
                "linux//v8",
                "linux/arm/",
                "windows/amd64:",
                "windows:10.0/amd64",
                "windows/amd64:10:1",
                "windows/amd64:10/v8",
                "windows(10.0)/amd64",
                ":10.0"
            })
    void a_malformed_platform_is_refused_with_the_way_to_write_it(String text) {
        assertThatThrownBy(() -> Platform.parse(text))
                .isInstanceOf(InvalidReferenceException.class)
                .hasMessageContaining("platform \"" + text + "\"")
                .hasMessageContaining("OS/ARCH");
    }

    @Test
    void the_version_of_the_operating_system_follows_a_colon() {
        assertThat(Platform.parse("windows/amd64:10.0.20348"))
                .isEqualTo(new Platform("windows", "amd64", "", "10.0.20348", List.of()));
        assertThat(Platform.parse("windows/arm/v7:10.0.17763.1"))
                .isEqualTo(new Platform("windows", "arm", "v7", "10.0.17763.1", List.of()));
    }

    @Test
    void the_features_are_copied() {
        List<String> features = new ArrayList<>(List.of("win32k"));
        Platform platform = new Platform("windows", "amd64", "", "10.0", features);
        features.clear();

        assertThat(platform.osFeatures()).containsExactly("win32k");
    }
}
