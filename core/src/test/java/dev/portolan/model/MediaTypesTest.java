package dev.portolan.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MediaTypesTest {

    @Test
    void the_manifest_types_are_those_that_are_read() {
        assertThat(MediaTypes.manifests()).hasSize(6).allMatch(MediaTypes::isManifest);
    }

    @ParameterizedTest
    @CsvSource({
        "application/vnd.oci.image.layer.nondistributable.v1.tar+gzip, true",
        "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip, true",
        "application/vnd.oci.image.layer.v1.tar+gzip, false",
        "application/vnd.docker.image.rootfs.diff.tar.gzip, false"
    })
    void a_foreign_layer_is_known_by_its_media_type(String mediaType, boolean foreign) {
        assertThat(MediaTypes.isForeignLayer(mediaType)).isEqualTo(foreign);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a/b", "application/vnd.example.note.v1+json", "X/1"})
    void a_valid_media_type_is_returned(String mediaType) {
        assertThat(MediaTypes.isValid(mediaType)).isTrue();
        assertThat(MediaTypes.requireValid(mediaType)).isEqualTo(mediaType);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "a/", "/b", "a/b/c", "a/b; c=d", "a b/c"})
    void an_invalid_media_type_is_refused(String mediaType) {
        assertThat(MediaTypes.isValid(mediaType)).isFalse();
        assertThatThrownBy(() -> MediaTypes.requireValid(mediaType)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({"'a/B; c=d', a/b", "A/b, a/b", "';c=d', ''"})
    void a_content_type_loses_its_parameters(String contentType, String mediaType) {
        assertThat(MediaTypes.withoutParameters(contentType)).isEqualTo(mediaType);
    }
}
