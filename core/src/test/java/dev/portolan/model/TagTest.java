package dev.portolan.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portolan.error.InvalidReferenceException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TagTest {

    @ParameterizedTest
    @ValueSource(strings = {"v1", "_", "0", "A.b-c_d", "2025-01-31"})
    void a_tag_of_the_specification_goes_everywhere(String text) {
        assertThat(Tag.of(text)).hasToString(text).extracting(Tag::portable).isEqualTo(true);
        assertThat(TagOrDigest.parse(text)).isEqualTo(Tag.of(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".a", "-a", "a/b", "a:b", "a b", "ä", "a\n", "a@b"})
    void everything_else_is_refused(String text) {
        assertThatThrownBy(() -> Tag.of(text))
                .isInstanceOf(InvalidReferenceException.class)
                .hasMessageStartingWith("tag ");
    }

    @Test
    void the_longest_tag_has_128_characters() {
        assertThat(Tag.of("a".repeat(128)).portable()).isTrue();
        assertThatThrownBy(() -> Tag.of("a".repeat(129))).hasMessageContaining("it is 129 characters long");
        assertThat(Tag.ofRefName("a".repeat(129)).portable()).isFalse();
    }

    @Test
    void a_layout_may_hold_wider_names_that_no_registry_takes() {
        assertThat(Tag.ofRefName("ghcr.io/demo/tree:v1@x+y").portable()).isFalse();
        assertThatThrownBy(() -> Tag.ofRefName("a b")).isInstanceOf(InvalidReferenceException.class);
        assertThatThrownBy(() -> Tag.ofRefName("a".repeat(513))).isInstanceOf(InvalidReferenceException.class);
    }
}
