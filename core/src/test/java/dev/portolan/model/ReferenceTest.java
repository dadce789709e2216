package dev.portolan.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portolan.error.InvalidReferenceException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReferenceTest {
    private static final Digest DIGEST = Digest.sha256(new byte[0]);

    @ParameterizedTest
    @CsvSource(textBlock = """
            oci-layout:dir,                 oci-layout,     dir,               ,
            oci-layout:dir:v1,              oci-layout,     dir,               v1
            oci-layout:/a/b:v1,             oci-layout,     /a/b,              v1
            oci-layout:/a:b/c,              oci-layout,     /a:b/c,            ,
            oci-layout:C:\\a\\b,            oci-layout,     C:\\a\\b,          ,
            oci-layout:C:\\a\\b:v1,         oci-layout,     C:\\a\\b,          v1
            oci-layout:C:/a/b:v1,           oci-layout,     C:/a/b,            v1
            oci-layout:/home/@shape/l:v1,   oci-layout,     /home/@shape/l,    v1
            oci-layout:a@sha256:b/c,        oci-layout,     a@sha256:b/c,      ,
            oci-layout:with space/l:v1,     oci-layout,     with space/l,      v1
            oci-archive:b.tar:v1,           oci-archive,    b.tar,             v1
            docker-archive:b.tar,           docker-archive, b.tar,             ,
            docker-archive:b.tar:demo/x:v1, docker-archive, b.tar:demo/x,      v1
            memory:name:v1,                 memory,         name,              v1
            """)
    void a_local_place_has_scheme_location_and_tag(String text, String scheme, String location, String tag) {
        Reference reference = Reference.parse(text);

        assertThat(reference.scheme()).isEqualTo(scheme);
        assertThat(reference.location()).isEqualTo(location);
        assertThat(reference.tag().map(Tag::value).orElse(null)).isEqualTo(tag);
        assertThat(reference.digest()).isEmpty();
        assertThat(reference.registryReference()).isEmpty();
        assertThat(reference).hasToString(text);
        assertThat(Reference.parse(reference.toString())).isEqualTo(reference).hasSameHashCodeAs(reference);
    }

    @Test
    void a_digest_decides_over_the_tag() {
        Reference reference = Reference.parse("oci-layout:dir:v1@" + DIGEST);

        assertThat(reference.tag()).contains(Tag.of("v1"));
        assertThat(reference.tagOrDigest()).contains(DIGEST);
        assertThat(reference).hasToString("oci-layout:dir:v1@" + DIGEST);
    }

    @Test
    void everything_else_is_a_reference_to_a_registry() {
        Reference reference = Reference.parse("oci://localhost:5000/demo/tree:v1");

        assertThat(reference.scheme()).isEqualTo(Reference.REGISTRY);
        assertThat(reference.location()).isEqualTo("localhost:5000/demo/tree");
        assertThat(reference.name()).isEqualTo("localhost:5000/demo/tree");
        assertThat(reference.registryReference()).contains(RegistryReference.parse("localhost:5000/demo/tree:v1"));
        assertThat(reference.withDigest(DIGEST).registryReference())
                .contains(RegistryReference.parse("localhost:5000/demo/tree:v1@" + DIGEST));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            oci-layout:             | it names no directory
            oci-archive::v1         | it names no file
            memory:                 | it names no repository
            oci-layout:dir:         | tag "" is malformed
            oci-layout:dir:a b      | tag "a b" is malformed
            oci-layout:dir@sha256:0 | sha256 has 64 hexadecimal digits, not 1
            """)
    void a_malformed_local_place_is_refused_with_the_whole_text(String text, String says) {
        assertThatThrownBy(() -> Reference.parse(text))
                .isInstanceOf(InvalidReferenceException.class)
                .hasMessageStartingWith("reference \"" + text + "\" is malformed")
                .hasMessageContaining(says);
    }

    @Test
    void a_place_of_parts_may_have_a_location_that_the_text_form_cannot_hold() {
        Reference colon = Reference.of(Reference.OCI_LAYOUT, "dir:v1");

        assertThat(colon.location()).isEqualTo("dir:v1");
        assertThat(colon).isNotEqualTo(Reference.parse("oci-layout:dir:v1"));
    }

    @Test
    void a_place_of_a_registry_is_checked_as_a_reference() {
        assertThat(Reference.of(Reference.REGISTRY, "ghcr.io/demo/tree").registryReference())
                .contains(RegistryReference.of("ghcr.io", "demo/tree"));
        assertThatThrownBy(() -> Reference.of(Reference.REGISTRY, "ghcr.io"))
                .isInstanceOf(InvalidReferenceException.class);
        assertThatThrownBy(() -> Reference.of(Reference.REGISTRY, "ghcr.io/Demo"))
                .isInstanceOf(InvalidReferenceException.class);
    }

    @Test
    void an_empty_location_is_refused() {
        assertThatThrownBy(() -> Reference.of(Reference.MEMORY, "")).isInstanceOf(InvalidReferenceException.class);
    }

    @Test
    void another_tag_drops_the_digest() {
        assertThat(Reference.parse("memory:a:v1@" + DIGEST).withTag(Tag.of("v2")))
                .hasToString("memory:a:v2");
    }
}
