package dev.portolan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A typing error suggests the intended name, and other words suggest nothing. */
class SuggestionsTest {
    @ParameterizedTest
    @CsvSource({"psh, push", "sing, sign", "copyy, copy", "inspet, inspect", "referers, referrers", "reslove, resolve"})
    void a_typing_error_suggests_the_command(String typed, String meant) {
        assertThat(Cli.run(typed).err()).contains("did you mean '" + meant + "'?");
    }

    @ParameterizedTest
    @ValueSource(strings = {"nope", "foo", "mv", "build", "status", "run", "x"})
    void other_words_suggest_nothing(String typed) {
        assertThat(Cli.run(typed).err()).contains("there is no command").doesNotContain("did you mean");
    }

    @ParameterizedTest
    @CsvSource({"--platfrom, --platform", "--al-tags, --all-tags", "--dryrun, --dry-run", "--recursiv, --recursive"})
    void a_mistyped_option_suggests_the_option(String typed, String meant) {
        assertThat(Cli.run("copy", "a", "b", typed).err()).contains("did you mean '" + meant + "'?");
    }

    @Test
    void the_first_of_several_similar_names_is_suggested() {
        assertThat(Suggestions.of("tagz", List.of("push", "tag", "tags"))).isEqualTo("; did you mean 'tag'?");
    }
}
