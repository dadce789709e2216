package dev.portolan.http.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portolan.error.Problem;
import dev.portolan.error.StorageException;
import dev.portolan.error.UnauthenticatedException;
import dev.portolan.port.Credential;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which token goes with which request, and for how long. */
class TokenReuseTest {
    private final List<String> lookedUp = new ArrayList<>();
    private final TokenRegistry registry = new TokenRegistry((host, repository) -> {
        lookedUp.add(repository);
        return Optional.of(Credential.password("sailor", "anchor"));
    });

    @Test
    void a_token_for_pulling_is_not_sent_with_a_push() {
        registry.pull("demo/tree");
        registry.push("demo/tree");

        assertThat(registry.sent)
                .containsExactly(
                        "GET /v2/demo/tree/x", "GET /v2/demo/tree/x Bearer t1", "PUT /v2/demo/tree/x Bearer t2");
        assertThat(registry.asked)
                .containsExactly("GET scope=repository:demo/tree:pull", "GET scope=repository:demo/tree:pull,push");
    }

    @Test
    void a_token_for_pushing_is_good_for_pulling() {
        registry.push("demo/tree");
        registry.pull("demo/tree");

        assertThat(registry.sent).last().isEqualTo("GET /v2/demo/tree/x Bearer t1");
        assertThat(registry.asked).hasSize(1);
    }

    @Test
    void a_token_of_one_repository_is_not_sent_to_another() {
        registry.pull("demo/tree");
        registry.pull("demo/ship");

        assertThat(registry.sent).last().isEqualTo("GET /v2/demo/ship/x Bearer t2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://storage.example/v2/demo/tree/x",
                "https://sea.example.storage.example/v2/demo/tree/x",
                "https://sea.example:8443/v2/demo/tree/x",
                "http://sea.example/v2/demo/tree/x"
            })
    void no_credentials_go_to_another_address(String address) {
        registry.pull("demo/tree");
        registry.sent.clear();

        registry.send("GET", URI.create(address), "demo/tree", Scopes.pull("demo/tree"));

        assertThat(registry.sent).containsExactly("GET /v2/demo/tree/x");
    }

    @Test
    void after_a_restart_of_the_registry_none_of_its_earlier_tokens_is_tried() {
        registry.pull("demo/tree");
        registry.push("demo/tree");
        registry.restart();

        assertThat(registry.pull("demo/tree")).isEqualTo(200);
        assertThat(registry.asked).hasSize(3);
    }

    @Test
    void a_refused_token_says_nothing_about_those_of_other_repositories() {
        registry.pull("demo/tree");
        registry.pull("demo/ship");
        registry.revoke("t2");
        registry.pull("demo/ship");

        registry.pull("demo/tree");

        assertThat(registry.sent).last().isEqualTo("GET /v2/demo/tree/x Bearer t1");
        assertThat(registry.asked).hasSize(3);
    }

    @Test
    void a_token_that_another_request_has_renewed_meanwhile_is_used() {
        registry.pull("demo/tree");
        registry.revoke("t1");
        registry.beforeAnswer = () -> registry.pull("demo/tree");

        assertThat(registry.pull("demo/tree")).isEqualTo(200);
        assertThat(registry.sent).last().isEqualTo("GET /v2/demo/tree/x Bearer t2");
        assertThat(registry.asked).hasSize(2);
    }

    @Test
    void a_refused_token_is_not_sent_again_even_if_the_challenge_asks_for_more() {
        registry.pull("demo/tree");
        registry.revoke("t1");
        registry.challenge = "Bearer realm=\"/token\",scope=\"repository:demo/tree:pull,delete\"";
        registry.pull("demo/tree");

        registry.pull("demo/tree");

        assertThat(registry.sent).filteredOn(line -> line.endsWith(" t1")).hasSize(2);
        assertThat(registry.sent).last().isEqualTo("GET /v2/demo/tree/x Bearer t2");
    }

    @Test
    void expired_tokens_are_forgotten() {
        registry.pull("demo/tree");
        registry.pull("demo/ship");
        registry.turn(Duration.ofMinutes(6));

        registry.pull("demo/tree");

        assertThat(registry.login.tokens()).hasSize(1);
    }

    @Test
    void a_thousand_tokens_are_kept_and_then_the_oldest_is_asked_for_again() {
        for (int i = 1; i <= 1_000; i++) {
            registry.pull("demo/r" + i);
        }
        registry.pull("demo/r1");
        assertThat(registry.asked).hasSize(1_000);

        registry.pull("demo/r1001");
        registry.pull("demo/r2");
        assertThat(registry.asked).hasSize(1_001);
        registry.pull("demo/r1");
        assertThat(registry.asked).hasSize(1_002);
        assertThat(registry.login.tokens()).hasSize(1_000);
    }

    @Test
    void the_credentials_of_a_thousand_repositories_are_kept() {
        for (int i = 1; i <= 1_000; i++) {
            registry.pull("demo/r" + i);
        }
        registry.pull("demo/r1");
        assertThat(lookedUp).hasSize(1_000);

        registry.pull("demo/r1001");
        registry.pull("demo/r1");
        assertThat(lookedUp).hasSize(1_002);
    }

    @Test
    void failures_of_a_credential_source_do_not_fill_the_memory() {
        TokenRegistry other = new TokenRegistry((host, repository) -> {
            throw new StorageException(Problem.of("no helper"));
        });
        for (int i = 0; i <= 1_000; i++) {
            other.pull("demo/r" + i);
        }

        assertThat(other.login.failure("demo/r0")).isEmpty();
        assertThat(other.login.failure("demo/r1000")).isPresent();
    }

    /** More repositories than there are locks, so that a lock that is not given back is wanted again. */
    @Test
    void threads_do_not_wait_for_the_lookups_of_earlier_ones() {
        for (int i = 0; i < 500; i++) {
            registry.pull("demo/r" + i);
        }

        int status =
                CompletableFuture.supplyAsync(() -> registry.pull("demo/other")).join();

        assertThat(status).isEqualTo(200);
    }

    @Test
    void refused_responses_give_their_connections_back() {
        registry.pull("demo/tree");
        registry.restart();
        registry.pull("demo/tree");

        assertThat(registry.open).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"service=\"x\"", "realm=\"\""})
    void basic_is_used_if_a_bearer_challenge_names_no_realm(String parameter) {
        registry.challenge = "Bearer " + parameter + ", Basic realm=\"y\"";

        registry.pull("demo/tree");

        assertThat(registry.sent)
                .containsExactly("GET /v2/demo/tree/x", "GET /v2/demo/tree/x Basic c2FpbG9yOmFuY2hvcg==");
        assertThat(registry.asked).isEmpty();
    }

    @Test
    void a_password_is_not_sent_in_a_way_that_the_registry_does_not_offer() {
        registry.challenge = "Negotiate";

        assertThatThrownBy(() -> registry.pull("demo/tree")).isInstanceOf(UnauthenticatedException.class);
        assertThat(registry.sent).containsExactly("GET /v2/demo/tree/x");
        assertThat(registry.asked).isEmpty();
    }

    @Test
    void neither_a_login_nor_a_token_shows_a_secret() {
        registry.pull("demo/tree");

        assertThat(registry.login).hasToString("login at sea.example");
        assertThat(registry.login.tokens()).singleElement().hasToString("token for repository:demo/tree:pull");
    }
}
