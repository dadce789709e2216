package dev.portolan.fs.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portolan.error.InvalidArchiveException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RelativeNameTest {

    @ParameterizedTest
    @ValueSource(strings = {"a/b", "./a/b", "a//b/", "a/./b/."})
    void components_without_a_meaning_are_left_out(String name) {
        RelativeName parsed = RelativeName.parse(name, "title", "here");

        assertThat(parsed.components()).containsExactly("a", "b");
        assertThat(parsed.parent()).containsExactly("a");
        assertThat(parsed.last()).isEqualTo("b");
        assertThat(parsed).hasToString("a/b");
    }

    @Test
    void a_name_is_its_components() {
        RelativeName name = new RelativeName(List.of("a", "b"));

        assertThat(name).isEqualTo(RelativeName.parse("a/b", "title", "here"));
        assertThat(name).hasSameHashCodeAs(RelativeName.parse("a/b", "title", "here"));
        assertThat(name).isNotEqualTo(new RelativeName(List.of("b", "a"))).isNotEqualTo("a/b");
        assertThat(name.hashCode()).isNotEqualTo(new RelativeName(List.of("c")).hashCode());
        assertThat(RelativeName.SELF).hasToString(".");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "/a", "a/../b", "a\0b"})
    void a_name_that_does_not_stay_below_the_destination_is_refused(String name) {
        assertThatThrownBy(() -> RelativeName.parse(name, "title", "here"))
                .isInstanceOf(InvalidArchiveException.class)
                .hasMessageStartingWith("here: title ")
                .hasMessageContaining("nothing was written");
    }
}
