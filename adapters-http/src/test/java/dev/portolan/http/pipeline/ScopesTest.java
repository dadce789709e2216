package dev.portolan.http.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a token request asks for, and what a token is good for. */
class ScopesTest {

    @Test
    void actions_on_one_repository_are_asked_for_together() {
        assertThat(Scopes.parse("repository:demo/tree:push repository:demo/tree:pull")
                        .texts())
                .containsExactly("repository:demo/tree:pull,push");
    }

    @Test
    void a_port_is_a_part_of_the_name() {
        assertThat(Scopes.parse("repository:localhost:5000/tree:pull").cover(Scopes.pull("localhost:5000/tree")))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"aws aws2", "a:b a:c", ":a:b :a:c"})
    void scopes_of_another_form_are_kept_as_they_are(String text) {
        assertThat(Scopes.parse(text)).hasToString(text);
    }

    @ParameterizedTest
    @CsvSource({
        "repository:a:pull,            repository:a:pull,               true",
        "'repository:a:pull,push',     repository:a:pull,               true",
        "repository:a:pull,            'repository:a:pull,push',        false",
        "repository:a:pull,            repository:b:pull,               false",
        "repository:a:pull,            repository:a:pull aws,           false",
        "repository:a:pull aws,        aws,                             true",
        "'',                           '',                              true",
        "'',                           repository:a:pull,               false",
    })
    void a_token_is_good_for_what_its_scopes_cover(String had, String wanted, boolean good) {
        assertThat(Scopes.parse(had).cover(Scopes.parse(wanted))).isEqualTo(good);
    }

    @Test
    void messages_name_the_strongest_action() {
        assertThat(Scopes.pull("a").verb()).isEqualTo("pull from");
        assertThat(Scopes.push("a").verb()).isEqualTo("push to");
        assertThat(Scopes.delete("a").verb()).isEqualTo("delete from");
    }
}
