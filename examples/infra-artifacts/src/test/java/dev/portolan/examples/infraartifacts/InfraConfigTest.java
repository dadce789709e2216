package dev.portolan.examples.infraartifacts;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.portolan.error.InvalidManifestException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class InfraConfigTest {

    @ParameterizedTest
    @MethodSource("dev.portolan.examples.infraartifacts.Configs#all")
    void a_config_is_read_back_unchanged(InfraConfig config) {
        assertThat(InfraConfig.parse(config.kind(), config.toJson())).isEqualTo(config);
    }

    @Test
    void fields_have_the_names_of_the_format() {
        assertThat(Configs.all().map(config -> new String(config.toJson(), UTF_8)))
                .satisfiesExactly(
                        component -> assertThat(component)
                                .contains("\"schemaVersion\"", "\"name\"", "\"description\"", "\"childArtifacts\"")
                                .contains("\"sourceHash\"", "\"buildTime\"")
                                .doesNotContain("kind"),
                        datacenter -> assertThat(datacenter)
                                .contains("\"schemaVersion\"", "\"name\"", "\"moduleArtifacts\"")
                                .contains("\"sourceHash\"", "\"buildTime\""),
                        module -> assertThat(module)
                                .contains("\"plugin\"", "\"name\"", "\"inputs\"", "\"outputs\"")
                                .contains("\"sourceHash\"", "\"buildTime\""));
    }

    @Test
    void empty_fields_are_left_out_and_missing_ones_are_empty() {
        ComponentConfig config = ComponentConfig.of("v1", "api", "");

        assertThat(new String(config.toJson(), UTF_8)).doesNotContain("description", "childArtifacts", "sourceHash");
        assertThat(InfraConfig.parse(ArtifactKind.COMPONENT, config.toJson())).isEqualTo(config);
    }

    @Test
    void fields_of_a_later_version_are_ignored() {
        byte[] json = "{\"name\": \"api\", \"readme\": \"# API\", \"sourceHash\": null}".getBytes(UTF_8);

        assertThat(InfraConfig.parse(ArtifactKind.COMPONENT, json))
                .isEqualTo(new ComponentConfig("", "api", "", Map.of(), "", ""));
    }

    @ParameterizedTest
    @EnumSource
    void malformed_json_is_refused(ArtifactKind kind) {
        assertThatExceptionOfType(InvalidManifestException.class)
                .isThrownBy(() -> InfraConfig.parse(kind, "not JSON".getBytes(UTF_8)))
                .withMessageContaining("not the config of a " + kind.id());
    }

    @ParameterizedTest
    @EnumSource
    void null_is_refused(ArtifactKind kind) {
        assertThatExceptionOfType(InvalidManifestException.class)
                .isThrownBy(() -> InfraConfig.parse(kind, "null".getBytes(UTF_8)));
    }

    @Test
    void each_kind_has_its_media_types() {
        assertThat(ArtifactKind.values())
                .extracting(ArtifactKind::configMediaType)
                .containsExactly(
                        "application/vnd.architect.component.config.v1+json",
                        "application/vnd.architect.datacenter.config.v1+json",
                        "application/vnd.architect.module.config.v1+json");
        assertThat(ArtifactKind.values())
                .extracting(ArtifactKind::layerMediaType)
                .containsExactly(
                        "application/vnd.architect.component.layer.v1.tar+gzip",
                        "application/vnd.architect.datacenter.layer.v1.tar+gzip",
                        "application/vnd.architect.module.layer.v1.tar+gzip");
    }
}
