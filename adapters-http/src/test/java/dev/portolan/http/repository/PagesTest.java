package dev.portolan.http.repository;

import static dev.portolan.http.repository.FakeRegistry.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.portolan.error.LimitExceededException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lists that come in very many pages, and links of very many bytes. */
class PagesTest {

    @Test
    void endless_pages_end() {
        AtomicInteger page = new AtomicInteger();
        FakeRegistry registry = new FakeRegistry(request -> answer(
                request, 200, Map.of("Link", "</p" + page.incrementAndGet() + ">; rel=\"next\""), "{\"tags\":[]}"));

        assertThatThrownBy(() -> new Lists(registry.api()).tags().toList())
                .isInstanceOf(LimitExceededException.class)
                .hasMessageContaining("more than 10000 pages");
        assertThat(registry.requests).hasSize(10_000);
    }

    @Test
    void only_as_many_pages_are_fetched_as_are_read() {
        AtomicInteger page = new AtomicInteger();
        FakeRegistry registry = new FakeRegistry(request -> answer(
                request,
                200,
                Map.of("Link", "</p" + page.incrementAndGet() + ">; rel=\"next\""),
                "{\"tags\":[\"a\"]}"));

        assertThat(new Lists(registry.api()).tags().limit(3)).hasSize(3);
        assertThat(registry.requests).hasSize(3);
    }

    @Test
    void a_link_of_only_brackets_is_read_in_linear_time() {
        FakeRegistry registry = new FakeRegistry(
                request -> answer(request, 200, Map.of("Link", "<".repeat(300_000)), "{\"tags\":[\"a\"]}"));

        assertTimeoutPreemptively(
                Duration.ofSeconds(10),
                () -> assertThat(new Lists(registry.api()).tags()).containsExactly("a"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://sea.example/p2",
                "HTTP://SEA.example/p2",
                "http://sea.example:80/p2",
                "http://sea.example:5000/p2",
                "//sea.example/p2",
                "/p2"
            })
    void a_plain_http_link_to_the_registry_itself_is_followed_with_tls(String link) {
        FakeRegistry registry =
                new FakeRegistry(request -> request.uri().getPath().equals("/p2")
                        ? answer(request, 200, Map.of(), "{\"tags\":[\"b\"]}")
                        : answer(request, 200, Map.of("Link", "<" + link + ">; rel=\"next\""), "{\"tags\":[\"a\"]}"));

        assertThat(new Lists(registry.api()).tags()).containsExactly("a", "b");
        assertThat(registry.requests.get(1)).hasToString("GET https://sea.example/p2");
    }
}
