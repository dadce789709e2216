package dev.portolan.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portolan.error.InvalidReferenceException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TagTest {

    @ParameterizedTest
    @ValueSource(strings = {"v1", "_", "0", "A.b-c_d", "2025-01-31"})
    void a_tag_of_the_specification_is_accepted_everywhere(String text) {
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

    @ParameterizedTest
    @ValueSource(strings = {"ghcr.io/demo/tree:v1@x+y", "a b", "ä", "-a", "http://example.com/?a=b", "日本"})
    void any_text_is_a_name_in_a_layout_but_not_a_tag(String text) {
        assertThat(Tag.ofRefName(text))
                .hasToString(text)
                .extracting(Tag::portable)
                .isEqualTo(false);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a\n", "a\u001b[31m", "\u202eabc", "a\u009b", "\ud800"})
    void an_empty_name_or_one_with_control_characters_is_refused(String text) {
        assertThatThrownBy(() -> Tag.ofRefName(text))
                .isInstanceOf(InvalidReferenceException.class)
                .hasMessageStartingWith("name ");
    }

    @Test
    void the_longest_name_in_a_layout_has_4096_characters() {
        assertThat(Tag.ofRefName("a".repeat(4096)).portable()).isFalse();
        assertThatThrownBy(() -> Tag.ofRefName("a".repeat(4097)))
                .hasMessageContaining("it has 4097 characters; use 1 to 4096 characters");
    }

    @ParameterizedTest
    @CsvSource({"'a b', 2", "'z b', 2", "'A b', 2", "'Z b', 2", "'0 b', 2", "'9 b', 2", "'a.b_c- ', 7", "-a, 1", ".a, 1"
    })
    void the_error_names_the_first_character_that_is_wrong(String text, int place) {
        assertThatThrownBy(() -> Tag.of(text)).hasMessageContaining("character " + place + " is ");
    }

    @Test
    void the_error_for_a_tag_that_is_too_long_has_its_length() {
        assertThatThrownBy(() -> Tag.of("-" + "a".repeat(127))).hasMessageContaining("character 1 is ");
        assertThatThrownBy(() -> Tag.of("-" + "a".repeat(128))).hasMessageContaining("129 characters");
    }

    @ParameterizedTest
    @CsvSource({"sha256-HEX, true", "sha256-HEX.sig, false", "v1, false"})
    void the_fallback_tag_of_referrers_is_known_by_its_form(String text, boolean lists) {
        assertThat(Tag.of(text.replace("HEX", "0".repeat(64))).listsReferrers()).isEqualTo(lists);
    }

    @Test
    void tags_are_ordered_by_their_text() {
        assertThat(Stream.of("b", "a", "B").map(Tag::of).sorted().map(Tag::value))
                .containsExactly("B", "a", "b");
    }
}
