package dev.portolan.error;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextTest {

    @Test
    void escapes_what_a_terminal_would_act_on() {
        assertThat(Text.clean("a\u001b[31mb\u009bc\u202ed\ne\u2066f\ud800g"))
                .isEqualTo("a\\u001b[31mb\\u009bc\\u202ed\\u000ae\\u2066f\\ud800g");
    }

    @Test
    void keeps_letters_and_signs_of_every_script() {
        String text = "Zürich 東京 नमस्ते 👩‍🚀 C:\\dir\\file \"quoted\"";

        assertThat(Text.clean(text)).isEqualTo(text);
    }

    @Test
    void cuts_long_text_and_says_so() {
        assertThat(Text.clean("x".repeat(5000))).hasSize(Text.LONGEST).endsWith("x…");
        assertThat(Text.clean("abcdef", 4)).isEqualTo("abc…");
        assertThat(Text.clean("ab\u001b", 4)).as("no half of an escape").isEqualTo("ab…");
        assertThat(Text.clean("ab👩c", 4)).as("no half of a character").isEqualTo("ab…");
        assertThat(Text.quote("x".repeat(5000))).hasSize(202);
    }

    @ParameterizedTest
    @CsvSource({
        "user:secret@ghcr.io/team/app:v1, ***@ghcr.io/team/app:v1",
        "https://user:secret@ghcr.io/v2/, https://***@ghcr.io/v2/",
        "https://secret@ghcr.io/v2/, https://***@ghcr.io/v2/",
        "oci://user:se/cr@et@ghcr.io/team/app, oci://***@ghcr.io/team/app",
        "user:secret@ghcr.io/app@sha256:00, ***@ghcr.io/app@sha256:00",
        "http://user:secret@[::1]:3128, http://***@[::1]:3128",
    })
    void hides_user_and_password(String text, String shown) {
        assertThat(Text.hideCredentials(text)).isEqualTo(shown);
        assertThat(Text.quote(text)).isEqualTo("\"" + shown + "\"").doesNotContain("secret");
        assertThat(new NotFoundException(
                        Problem.of("reading \"" + text + "\" failed").at(text)))
                .hasMessageNotContaining("secret")
                .hasMessageContaining(shown);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost:5000/team/app:v1@sha256:0000",
                "alice@example.com",
                "https://github.com/team/app/.github/workflows/release.yml@refs/heads/main",
                "node_modules/@scope/name",
                "app@v1"
            })
    void leaves_text_without_credentials_as_it_is(String text) {
        assertThat(Text.hideCredentials(text)).isEqualTo(text);
        assertThat(new NotFoundException(Problem.of(text))).hasMessage(text);
    }
}
