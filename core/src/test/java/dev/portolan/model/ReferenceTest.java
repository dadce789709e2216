package dev.portolan.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portolan.error.InvalidReferenceException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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
            oci-layout:dir:app:,            oci-layout,     dir,               app:
            oci-layout:dir::,               oci-layout,     dir,               :
            oci-layout:dir:demo/app:,       oci-layout,     dir:demo/app:,     ,
            memory:name:v1,                 memory,         name,              v1
            """)
    void a_local_reference_has_scheme_location_and_tag(String text, String scheme, String location, String tag) {
        Reference reference = Reference.parse(text);

        assertThat(reference.scheme()).isEqualTo(scheme);
        assertThat(reference.location()).isEqualTo(location);
        assertThat(reference.tag().map(Tag::value).orElse(null)).isEqualTo(tag);
        assertThat(reference.digest()).isEmpty();
        assertThat(reference.registryReference()).isEmpty();
        assertThat(reference).hasToString(text);
        assertThat(Reference.parse(reference.toString())).isEqualTo(reference).hasSameHashCodeAs(reference);
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            oci-layout:dir:docker.io/library/alpine:3.18, dir:docker.io/library/alpine:3.18
            oci-archive:a.tar:demo/app,                   a.tar:demo/app
            oci:dir:v1+build.5,                           dir:v1+build.5
            docker-archive:a.tar:app:v1,                  a.tar:app:v1
            """)
    void keeps_the_path_and_name_of_a_layout_as_written(String text, String written) {
        assertThat(Reference.parse(text).asWritten()).contains(written);
        assertThat(Reference.parse(text + "@" + DIGEST).asWritten()).contains(written);
        assertThat(Reference.parse(text).locatedAt("dir", "v1").asWritten()).isEmpty();
    }

    @Test
    void keeps_the_digest_where_a_transport_splits_path_and_name() {
        assertThat(Reference.parse("oci-layout:dir:demo/app@" + DIGEST).locatedAt("dir", "demo/app"))
                .hasToString("oci-layout:dir:demo/app@" + DIGEST);
    }

    @Test
    void oci_is_a_short_form_of_oci_layout() {
        assertThat(Reference.parse("oci:dir:v1")).isEqualTo(Reference.parse("oci-layout:dir:v1"));
        assertThat(Reference.parse("oci://localhost/dir:v1").scheme()).isEqualTo(Reference.REGISTRY);
        assertThat(Reference.parse("docker://localhost/dir:v1").scheme()).isEqualTo(Reference.REGISTRY);
    }

    @Test
    void a_digest_takes_precedence_over_the_tag() {
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
            oci-layout:             | it has no path
            oci-archive::v1         | it has no path
            memory:                 | it has no name
            oci-layout:dir:         | name "" is malformed
            oci-layout:some/dir:    | name "" is malformed
            memory:demo:v1:         | name "" is malformed
            oci:                    | it has no path
            oci-layout:dir@sha256:0 | sha256 has 64 hexadecimal digits, not 1
            """)
    void a_malformed_local_reference_is_refused_with_the_whole_text_and_advice(String text, String says) {
        assertThatThrownBy(() -> Reference.parse(text))
                .isInstanceOf(InvalidReferenceException.class)
                .hasMessageMatching(".*; (write|use) .*")
                .hasMessageStartingWith("reference \"" + text + "\" is malformed")
                .hasMessageContaining(says);
    }

    @Test
    void a_reference_of_parts_may_have_a_location_that_text_cannot_express() {
        Reference colon = Reference.of(Reference.OCI_LAYOUT, "dir:v1");

        assertThat(colon.location()).isEqualTo("dir:v1");
        assertThat(colon).isNotEqualTo(Reference.parse("oci-layout:dir:v1"));
    }

    @Test
    void a_registry_location_is_checked_as_a_reference() {
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

    @ParameterizedTest
    @ValueSource(
            strings = {"s3:x:v1", "file:///tmp/x", "ftp://host/x", "dir:/tmp/x", "docker-daemon:app:v1", "oci-dir:./x"})
    void an_unknown_scheme_is_reported_with_the_known_ones(String text) {
        assertThatThrownBy(() -> Reference.parse(text))
                .isInstanceOf(InvalidReferenceException.class)
                .hasMessageContaining("there is no scheme \"" + text.substring(0, text.indexOf(':')) + '"')
                .hasMessageContaining("docker-archive:, memory:, oci-archive:, oci-layout:, oci:");
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost:5000:v1", "site:v1:v2@x", "https://ghcr.io/a", "host:5000/a:v1:v2"})
    void text_without_a_scheme_keeps_its_own_error(String text) {
        assertThatThrownBy(() -> Reference.parse(text))
                .isInstanceOf(InvalidReferenceException.class)
                .message()
                .doesNotContain("there is no scheme");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ghcr.io/demo/app", "host:5000/app", "oci-layout:a/b", "memory:x"})
    void a_name_reads_back_as_the_location(String name) {
        assertThat(Reference.ofName(name).name()).isEqualTo(name);
        assertThat(Reference.ofName(name))
                .isEqualTo(Reference.parse(name + ":v1")
                        .locatedAt(Reference.ofName(name).location(), ""));
    }

    @Test
    void a_reference_takes_a_tag_or_a_digest() {
        Reference reference = Reference.parse("ghcr.io/demo/app:v1");
        Digest digest = Digest.sha256("x".getBytes(StandardCharsets.UTF_8));

        assertThat(reference.with(Tag.of("v2"))).isEqualTo(Reference.parse("ghcr.io/demo/app:v2"));
        assertThat(reference.with(digest).digest()).contains(digest);
        assertThat(reference.with(digest).tag()).contains(Tag.of("v1"));
    }

    @Test
    void a_tag_or_digest_is_told_by_its_colon() {
        assertThatThrownBy(() -> TagOrDigest.parse(":x")).hasMessageContaining("digest");
        assertThatThrownBy(() -> TagOrDigest.parse("x y")).hasMessageContaining("tag");
    }

    @Test
    void a_path_with_a_zero_byte_is_refused() {
        assertThatThrownBy(() -> Reference.parse("oci:\0x")).hasMessageContaining("it has no path");
    }

    @Test
    void two_colons_after_an_unknown_scheme_do_not_hide_it() {
        assertThatThrownBy(() -> Reference.parse("s3::v1")).hasMessageContaining("there is no scheme \"s3\"");
    }
}
