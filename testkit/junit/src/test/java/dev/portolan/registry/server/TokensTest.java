package dev.portolan.registry.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TokensTest {
    private final Tokens tokens = new Tokens(Authentication.token());

    @Test
    void tokens_that_nobody_uses_do_not_fill_the_memory() {
        for (int i = 0; i < 25_000; i++) {
            tokens.grant(List.of(), List.of());
        }

        assertThat(tokens.remembered()).isLessThanOrEqualTo(10_000);
    }

    @Test
    void the_newest_tokens_are_good() {
        for (int i = 0; i < 12_000; i++) {
            tokens.grantRefresh(List.of());
        }

        assertThat(tokens.granted(tokens.grant(List.of(), List.of()))).isPresent();
        assertThat(tokens.refreshed(tokens.grantRefresh(List.of()))).isPresent();
        assertThat(tokens.granted("made up")).isEmpty();
    }
}
