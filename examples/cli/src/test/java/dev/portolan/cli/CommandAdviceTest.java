package dev.portolan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portolan.error.Problem;
import dev.portolan.error.Remedy;
import dev.portolan.error.UnauthenticatedException;
import dev.portolan.error.UnsupportedException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CommandAdviceTest {
    private static final Pattern OPTION = Pattern.compile("--[a-z-]+");
    private static final Pattern COMMAND = Pattern.compile("`portolan [a-z ]+");

    private static String message(Remedy remedy) {
        return CommandAdvice.message(new UnsupportedException(Problem.of("it failed")
                .at("localhost:5000/demo/app@sha256:abc")
                .advice(remedy, "choose a platform, or do it otherwise")));
    }

    @ParameterizedTest
    @EnumSource
    void every_remedy_names_an_option_or_a_command(Remedy remedy) {
        String message = message(remedy);

        Matcher option = OPTION.matcher(message);
        assertThat(option.find() || COMMAND.matcher(message).find()).as(message).isTrue();
        assertThat(message).startsWith("localhost:5000/demo/app@sha256:abc: it failed; ");
    }

    @Test
    void login_advice_names_only_the_registry() {
        assertThat(CommandAdvice.message(new UnauthenticatedException(Problem.of("pulling failed")
                        .at("ghcr.io/team/app")
                        .advice(Remedy.LOG_IN, "log in to ghcr.io"))))
                .isEqualTo("ghcr.io/team/app: pulling failed; run `portolan login ghcr.io`");
    }

    @Test
    void platform_advice_names_the_option() {
        assertThat(message(Remedy.CHOOSE_PLATFORM)).endsWith("; choose a platform with --platform, or do it otherwise");
    }

    @Test
    void advice_without_a_remedy_is_unchanged() {
        assertThat(CommandAdvice.message(
                        new UnsupportedException(Problem.of("it failed").advice("try again"))))
                .isEqualTo("it failed; try again");
    }
}
