package dev.portolan.http.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portolan.error.UnreachableException;
import dev.portolan.error.UnsupportedException;
import dev.portolan.http.wire.Exchange;
import dev.portolan.http.wire.Request;
import dev.portolan.http.wire.RequestBody;
import dev.portolan.http.wire.Response;
import dev.portolan.http.wire.ResponseBody;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which redirects are followed, and with what. */
class RedirectsTest {
    private final List<Request> sent = new ArrayList<>();
    private int closed;

    private static Request request(String method) {
        return Request.of(method, URI.create("https://sea.example/v2/x"), "fetching x", "sea.example/demo")
                .with("Authorization", "Bearer secret")
                .with("Accept", "a/b")
                .with("Range", "bytes=1-2");
    }

    /** Redirects once, and answers 200 then. */
    private Response follow(Request request, int status, String location) {
        Exchange next = one -> {
            sent.add(one);
            return new Response(
                    one.uri(),
                    sent.size() == 1 ? status : 200,
                    Map.of("Location", List.of(location)),
                    ResponseBody.of(new byte[0]));
        };
        return new Redirects(next, false).send(request);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://storage.example/x?sig=1", "HTTP://other.example/v2/x"})
    void from_https_to_plain_http_is_refused(String location) {
        assertThatThrownBy(() -> follow(request("GET"), 307, location))
                .isInstanceOf(UnreachableException.class)
                .hasMessageContaining("plain http")
                .hasMessageNotContaining("sig");
        assertThat(sent).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://sea.example/v2/y?sig=1",
                "HTTP://SEA.EXAMPLE/v2/y?sig=1",
                "http://sea.example:80/v2/y?sig=1",
                "http://sea.example:5000/v2/y?sig=1"
            })
    void plain_http_of_the_same_host_is_upgraded(String location) {
        follow(request("GET"), 307, location);

        assertThat(sent.get(1).uri()).isEqualTo(URI.create("https://sea.example/v2/y?sig=1"));
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void another_host_gets_the_request_without_credentials(int status) {
        follow(request("GET"), status, "https://storage.example/x");

        assertThat(sent.get(1).uri()).isEqualTo(URI.create("https://storage.example/x"));
        assertThat(sent.get(1).headers())
                .containsEntry("Accept", "a/b")
                .containsEntry("Range", "bytes=1-2")
                .doesNotContainKey("Authorization");
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://sea.example:444/x", "https://sea.example.evil.example/x", "//evil.example/x"})
    void a_host_with_a_similar_name_is_another_host(String location) {
        follow(request("GET"), 307, location);

        assertThat(sent.get(1).headers()).doesNotContainKey("Authorization");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " "})
    void an_empty_location_leads_nowhere(String location) {
        Response response = follow(request("GET"), 307, location);

        assertThat(response.status()).isEqualTo(307);
        assertThat(sent).hasSize(1);
        assertThat(Failures.of(request("GET"), response))
                .isInstanceOf(UnsupportedException.class)
                .hasMessageContaining("it redirects, but does not say where to");
    }

    @Test
    void the_same_host_gets_the_credentials_again() {
        follow(request("GET"), 307, "https://SEA.example:443/y");

        assertThat(sent.get(1).headers()).containsEntry("Authorization", "Bearer secret");
    }

    @ParameterizedTest
    @ValueSource(ints = {307, 308})
    void a_body_is_sent_along_if_the_method_stays(int status) {
        RequestBody body = RequestBody.of("hello".getBytes(StandardCharsets.UTF_8));

        follow(request("PUT").with(body), status, "https://storage.example/x");

        assertThat(sent.get(1).method()).isEqualTo("PUT");
        assertThat(sent.get(1).body()).isSameAs(body);
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303})
    void a_redirect_that_browsers_turn_into_a_get_is_returned(int status) {
        Response response = follow(request("PUT"), status, "https://storage.example/x");

        assertThat(response.status()).isEqualTo(status);
        assertThat(sent).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://x/y", "file:///etc/passwd", "https://", "javascript:alert(1)", "https://a:b:c/"})
    void a_malformed_address_is_a_typed_error(String location) {
        assertThatThrownBy(() -> follow(request("GET"), 307, location)).isInstanceOf(UnreachableException.class);
    }

    /** Redirects as often as this, each time to another address. */
    private Response follow(int times) {
        Exchange next = one -> {
            sent.add(one);
            return sent.size() > times
                    ? new Response(one.uri(), 200, Map.of(), ResponseBody.of(new byte[0]))
                    : new Response(
                            one.uri(), 307, Map.of("Location", List.of("/v2/x" + sent.size())), new ClosedBody());
        };
        return new Redirects(next, false).send(request("GET"));
    }

    /** Counts those that were closed: their connections can be used again. */
    private final class ClosedBody implements ResponseBody {
        @Override
        public @Nullable ByteBuffer next() {
            return null;
        }

        @Override
        public void close() {
            closed++;
        }
    }

    @Test
    void ten_redirects_are_followed_and_not_eleven() {
        assertThat(follow(10).status()).isEqualTo(200);
        assertThat(closed).isEqualTo(10);
        sent.clear();

        assertThatThrownBy(() -> follow(11))
                .isInstanceOf(UnreachableException.class)
                .hasMessageContaining("more than 10 redirects");
    }
}
