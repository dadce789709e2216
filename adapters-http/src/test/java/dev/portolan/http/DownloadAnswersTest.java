package dev.portolan.http;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static dev.portolan.http.ScriptedRegistry.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portolan.content.ByteRange;
import dev.portolan.content.Content;
import dev.portolan.error.ContentMismatchException;
import dev.portolan.error.NotFoundException;
import dev.portolan.error.OciException;
import dev.portolan.error.UnreachableException;
import dev.portolan.http.config.HostConfig;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Reference;
import dev.portolan.model.Tag;
import dev.portolan.port.Credential;
import dev.portolan.registry.server.Fault;
import dev.portolan.registry.server.RegistryServer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How registries answer to downloads, odd ways included. */
class DownloadAnswersTest {
    private static final byte[] BYTES = "hello, world".getBytes(StandardCharsets.UTF_8);
    private static final Descriptor BLOB = Descriptor.of("text/plain", BYTES);
    private static final String PATH = "/v2/demo/tree/blobs/" + BLOB.digest();

    @RegisterExtension
    final ScriptedRegistry registry = new ScriptedRegistry();

    @RegisterExtension
    final ScriptedRegistry storage = new ScriptedRegistry();

    private byte[] range(int offset, int length) throws IOException {
        try (InputStream stream = registry.repository().open(BLOB, new ByteRange(offset, length))) {
            return stream.readAllBytes();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_closed_stream_cannot_be_read(boolean begun) throws IOException {
        registry.on("GET", PATH, aResponse().withBody(BYTES));
        InputStream stream = registry.repository().open(BLOB);
        if (begun) {
            assertThat(stream.read()).isEqualTo('h');
        }
        stream.close();

        assertThatThrownBy(stream::read).isInstanceOf(IOException.class).hasMessageContaining("closed");
        assertThat(registry.requests()).hasSize(1);
    }

    @Test
    void a_redirect_to_storage_sends_no_credentials() {
        registry.on("GET", PATH, status(307).withHeader("Location", storage.at("/x?sig=a%2Fb")));
        storage.on("GET", "/x?sig=a%2Fb", aResponse().withBody(BYTES));

        byte[] read = registry.repository(registry.transport(Credential.bearerToken("secret")), "demo/tree")
                .bytes(BLOB);

        assertThat(read).isEqualTo(BYTES);
        assertThat(registry.requests()).containsExactly("GET " + PATH + " <Bearer secret>");
        assertThat(storage.requests()).containsExactly("GET /x?sig=a%2Fb");
    }

    @Test
    void a_redirect_keeps_the_range() throws IOException {
        registry.on("GET", PATH, status(302).withHeader("Location", storage.at("/x")));
        storage.on(
                "GET",
                "/x",
                status(206).withHeader("Content-Range", "bytes 7-11/12").withBody("world"));

        assertThat(range(7, 5)).asString(StandardCharsets.UTF_8).isEqualTo("world");
        assertThat(storage.received().get(0).getHeader("Range")).isEqualTo("bytes=7-11");
    }

    @Test
    void a_redirect_may_be_relative() {
        registry.on("GET", PATH, status(307).withHeader("Location", "/elsewhere"));
        registry.on("GET", "/elsewhere", aResponse().withBody(BYTES));

        assertThat(registry.repository().bytes(BLOB)).isEqualTo(BYTES);
    }

    @Test
    void redirects_in_a_circle_end() {
        registry.on("GET", PATH, status(307).withHeader("Location", "/a"));
        registry.on("GET", "/a", status(307).withHeader("Location", PATH));

        assertThatThrownBy(() -> registry.repository().bytes(BLOB))
                .isInstanceOf(UnreachableException.class)
                .hasMessageContaining("form a loop");
        assertThat(registry.requests()).hasSize(2);
    }

    @Test
    void endless_redirects_end() {
        registry.on("GET", PATH, status(307).withHeader("Location", "/0"));
        for (int i = 0; i < 20; i++) {
            registry.on("GET", "/" + i, status(307).withHeader("Location", "/" + (i + 1)));
        }

        assertThatThrownBy(() -> registry.repository().bytes(BLOB))
                .isInstanceOf(UnreachableException.class)
                .hasMessageContaining("more than 10 redirects");
        assertThat(registry.requests()).hasSize(11);
    }

    @Test
    void a_range_is_cut_out_of_a_full_response() throws IOException {
        registry.on("GET", PATH, aResponse().withBody(BYTES));

        assertThat(range(7, 3)).asString(StandardCharsets.UTF_8).isEqualTo("wor");
    }

    @Test
    void a_response_with_another_range_is_refused() {
        registry.on(
                "GET",
                PATH,
                status(206).withHeader("Content-Range", "bytes 0-4/12").withBody("hello"));

        assertThatThrownBy(() -> range(7, 5))
                .isInstanceOf(OciException.class)
                .hasMessageContaining("the requested range begins at byte 7");
    }

    @Test
    void no_encoding_is_requested() {
        registry.on("GET", PATH, aResponse().withBody(BYTES));

        registry.repository().bytes(BLOB);

        assertThat(registry.received().get(0).getHeader("Accept-Encoding")).isEqualTo("identity");
    }

    @Test
    void bytes_with_another_digest_are_refused() {
        registry.on("GET", PATH, aResponse().withBody("jello, world"));

        assertThatThrownBy(() -> registry.repository().bytes(BLOB)).isInstanceOf(ContentMismatchException.class);
    }

    @Test
    void bytes_beyond_the_size_are_refused() {
        registry.on("GET", PATH, aResponse().withBody("hello, world!"));

        assertThatThrownBy(() -> registry.repository().bytes(BLOB)).isInstanceOf(ContentMismatchException.class);
    }

    @Test
    void a_refused_stream_returns_no_more_bytes() throws IOException {
        registry.on("GET", PATH, aResponse().withBody("hello, world!"));

        try (InputStream stream = registry.repository().open(BLOB)) {
            assertThatThrownBy(stream::readAllBytes).isInstanceOf(ContentMismatchException.class);
            assertThatThrownBy(stream::read).isInstanceOf(ContentMismatchException.class);
        }
    }

    @Test
    void a_body_that_ends_early_is_resumed() {
        registry.on(
                "GET",
                PATH,
                aResponse().withBody("hello"),
                status(206).withHeader("Content-Range", "bytes 5-11/12").withBody(", world"));

        assertThat(registry.repository().bytes(BLOB)).isEqualTo(BYTES);
        assertThat(registry.received().get(1).getHeader("Range")).isEqualTo("bytes=5-11");
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 403, 405, 416, 501})
    void a_body_is_read_from_the_start_if_its_rest_is_refused(int status) {
        registry.on(
                "GET",
                PATH,
                aResponse().withBody("hello"),
                status(status),
                aResponse().withBody(BYTES));

        assertThat(registry.repository().bytes(BLOB)).isEqualTo(BYTES);
        assertThat(registry.received().get(2).containsHeader("Range")).isFalse();
    }

    @Test
    void a_body_that_always_ends_early_is_an_error() {
        registry.on("GET", PATH, aResponse().withBody(""));

        assertThatThrownBy(() -> registry.repository().bytes(BLOB)).isInstanceOf(OciException.class);
    }

    @Test
    void inline_data_costs_no_request() {
        assertThat(registry.repository().bytes(BLOB.withData(BYTES))).isEqualTo(BYTES);
        assertThat(registry.requests()).isEmpty();
    }

    @Test
    void urls_in_a_descriptor_are_not_fetched() {
        assertThatThrownBy(() -> registry.repository().bytes(BLOB.withUrls(List.of(storage.at("/foreign")))))
                .isInstanceOf(NotFoundException.class);
        assertThat(storage.requests()).isEmpty();
    }

    @Test
    void after_a_head_without_length_one_byte_is_requested() {
        registry.on("HEAD", PATH, status(200).withHeader("Content-Encoding", "gzip"));
        registry.on(
                "GET",
                PATH,
                status(206).withHeader("Content-Range", "bytes 0-0/12").withBody("h"));

        assertThat(registry.repository().stat(BLOB.digest()).orElseThrow().size())
                .isEqualTo(12);
    }

    @Test
    void after_a_head_that_storage_refuses_one_byte_is_requested() {
        registry.on("HEAD", PATH, status(307).withHeader("Location", storage.at("/x")));
        registry.on("GET", PATH, status(307).withHeader("Location", storage.at("/x")));
        storage.on("HEAD", "/x", status(403));
        storage.on(
                "GET",
                "/x",
                status(206).withHeader("Content-Range", "bytes 0-0/12").withBody("h"));

        assertThat(registry.repository().stat(BLOB.digest()).orElseThrow().size())
                .isEqualTo(12);
    }

    @Test
    void after_a_head_without_length_the_whole_is_requested_if_ranges_are_refused() {
        registry.on("HEAD", PATH, status(200).withHeader("Content-Encoding", "gzip"));
        registry.on("GET", PATH, status(403), aResponse().withBody(BYTES).withHeader("Content-Length", "12"));

        assertThat(registry.repository().stat(BLOB.digest()).orElseThrow().size())
                .isEqualTo(12);
        assertThat(registry.received().get(2).containsHeader("Range")).isFalse();
    }

    @Test
    void a_redirect_keeps_the_accept_header() {
        registry.on("GET", "/v2/demo/tree/manifests/v1", status(307).withHeader("Location", storage.at("/m")));
        storage.on("GET", "/m", status(404));

        registry.repository().manifest(Tag.of("v1"));

        assertThat(storage.received().get(0).getHeader("Accept"))
                .contains("application/vnd.oci.image.manifest.v1+json");
    }

    @Test
    void a_stalled_body_is_resumed() {
        try (RegistryServer server = RegistryServer.builder()
                        .fault(Fault.stall(5, Duration.ofSeconds(20))
                                .method("GET")
                                .path("*/blobs/*")
                                .nth(1))
                        .start();
                HttpTransport transport = HttpTransport.builder()
                        .defaults(HostConfig.builder()
                                .idleTimeout(Duration.ofMillis(200))
                                .build())
                        .time(new TestTime())
                        .build()) {
            server.repository("demo/tree").write(BLOB, Content.of(BYTES));

            assertThat(transport.open(server.reference("demo/tree")).bytes(BLOB))
                    .isEqualTo(BYTES);
            assertThat(server.requests().matching("GET */blobs/*")).hasSize(2);
        }
    }

    @Test
    void over_plain_http_no_upgrade_to_http_2_is_requested() {
        registry.on("GET", PATH, aResponse().withBody(BYTES));

        registry.repository().bytes(BLOB);

        assertThat(registry.received().get(0).getHeaders().keys())
                .noneMatch(name -> name.equalsIgnoreCase("Upgrade") || name.equalsIgnoreCase("HTTP2-Settings"));
    }

    @Test
    void content_that_a_proxy_compressed_is_refused() {
        registry.on(
                "GET", PATH, aResponse().withHeader("Content-Encoding", "gzip").withBody("\u001f compressed"));

        assertThatThrownBy(() -> registry.repository().bytes(BLOB)).isInstanceOf(ContentMismatchException.class);
    }

    @Test
    void content_declared_compressed_that_is_not_is_accepted() {
        registry.on(
                "GET", PATH, aResponse().withHeader("Content-Encoding", "gzip").withBody(BYTES));

        assertThat(registry.repository().bytes(BLOB)).isEqualTo(BYTES);
    }

    @Test
    void docker_hub_is_reached_at_registry_1_with_the_credential_for_docker_io() {
        List<String> asked = new ArrayList<>();
        HttpTransport transport = registry.transport(HttpTransport.builder()
                .credentials((host, repository) -> {
                    asked.add(host + " " + repository);
                    return Optional.empty();
                })
                .host(
                        "docker.io",
                        HostConfig.builder()
                                .plainHttp(true)
                                .proxy(
                                        "127.0.0.1",
                                        Integer.parseInt(registry.host().split(":")[1]))
                                .build()));

        transport.open(Reference.parse("alpine")).manifest(Tag.LATEST);

        assertThat(registry.received())
                .singleElement()
                .satisfies(request -> assertThat(request.getAbsoluteUrl())
                        .isEqualTo("http://registry-1.docker.io/v2/library/alpine/manifests/latest"));
        assertThat(asked).containsOnly("docker.io library/alpine");
    }
}
