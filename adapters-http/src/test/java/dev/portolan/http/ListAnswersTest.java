package dev.portolan.http;

import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static dev.portolan.http.ScriptedRegistry.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portolan.error.OciException;
import dev.portolan.error.UnsupportedException;
import dev.portolan.model.Reference;
import dev.portolan.model.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How registries answer with lists, odd ways included. */
class ListAnswersTest {
    private static final String TAGS = "/v2/demo/tree/tags/list";
    private static final String FIRST = TAGS + "?n=1000";

    @RegisterExtension
    final ScriptedRegistry registry = new ScriptedRegistry();

    @Test
    void the_link_to_the_next_page_is_followed_unchanged() {
        registry.on(
                "GET",
                FIRST,
                okJson("{\"tags\":[\"a\"]}").withHeader("Link", "<" + TAGS + "?n=1&last=x%2By&z=%7B>; rel=\"next\""));
        registry.on("GET", TAGS + "?n=1&last=x%2By&z=%7B", okJson("{\"tags\":[\"b\"]}"));

        assertThat(registry.repository().tags()).containsExactly(Tag.of("a"), Tag.of("b"));
    }

    @Test
    void an_empty_page_may_have_a_next_page() {
        registry.on("GET", FIRST, okJson("{\"tags\":[]}").withHeader("Link", "</p2>; rel=next"));
        registry.on("GET", "/p2", okJson("{\"tags\":[\"b\"]}"));

        assertThat(registry.repository().tags()).containsExactly(Tag.of("b"));
    }

    @Test
    void a_link_to_another_host_is_not_followed() {
        registry.on(
                "GET", FIRST, okJson("{\"tags\":[\"a\"]}").withHeader("Link", "<http://127.0.0.1:1/x>; rel=\"next\""));

        assertThatThrownBy(() -> registry.repository().tags().toList())
                .isInstanceOf(UnsupportedException.class)
                .hasMessageContaining("another host");
    }

    @Test
    void links_in_a_circle_end() {
        registry.on("GET", FIRST, okJson("{\"tags\":[\"a\"]}").withHeader("Link", "<" + FIRST + ">; rel=\"next\""));

        assertThatThrownBy(() -> registry.repository().tags().toList())
                .isInstanceOf(OciException.class)
                .hasMessageContaining("loop");
        assertThat(registry.requests()).hasSize(1);
    }

    @Test
    void null_means_no_tags() {
        registry.on("GET", FIRST, okJson("{\"name\":\"demo/tree\",\"tags\":null}"));

        assertThat(registry.repository().tags()).isEmpty();
    }

    @Test
    void a_name_that_is_not_a_tag_does_not_hide_the_others() {
        registry.on(
                "GET",
                FIRST,
                okJson("{\"tags\":[\"a\",\"\",\"-b\",\"c d\",\"sha256:" + "0".repeat(64) + "\",\"_uploads\",\"e\"]}"));

        assertThat(registry.repository().tags().map(Tag::toString)).containsExactly("a", "_uploads", "e");
    }

    @Test
    void a_name_that_is_not_a_repository_does_not_hide_the_others() {
        registry.on(
                "GET",
                "/v2/_catalog?n=1000",
                okJson("{\"repositories\":[\"a\",\"B\",\"\",\"c//d\",\"_uploads\",\"e/f\"]}"));

        assertThat(registry.transport(HttpTransport.builder())
                        .repositories(registry.host())
                        .map(Reference::name))
                .containsExactly(registry.host() + "/a", registry.host() + "/e/f");
    }

    @Test
    void a_malformed_list_is_a_typed_error() {
        registry.on("GET", FIRST, okJson("[1]"));

        assertThatThrownBy(() -> registry.repository().tags().toList()).isInstanceOf(OciException.class);
    }

    @Test
    void a_failure_on_the_second_page_fails_the_list() {
        registry.on("GET", FIRST, okJson("{\"tags\":[\"a\"]}").withHeader("Link", "</p2>; rel=\"next\""));
        registry.on("GET", "/p2", status(403));

        assertThatThrownBy(() -> registry.repository().tags().toList()).isInstanceOf(OciException.class);
    }
}
