package dev.portolan.registry.server;

import static dev.portolan.testkit.assertion.PortolanAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portolan.model.ImageManifest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RequestLogTest {
    private final RegistryServer server =
            RegistryServer.builder().requestLogSize(5).start();
    private final Http http = new Http(server);
    private final ImageManifest artifact = Demo.fill(server);

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void a_request_is_recorded_with_its_outcome() {
        http.send("POST", "/v2/demo/tree/blobs/uploads/?x=1", new byte[7], "X-Test", "yes");
        http.get(Demo.MANIFEST);

        RecordedRequest first = server.requests().all().get(0);
        RecordedRequest second = server.requests().all().get(1);
        assertThat(first.number()).isEqualTo(1);
        assertThat(first.line()).isEqualTo("POST /v2/demo/tree/blobs/uploads/");
        assertThat(first.query()).isEqualTo("x=1");
        assertThat(first.header("x-test")).contains("yes");
        assertThat(first.port()).isEqualTo(server.port());
        assertThat(first.status()).isEqualTo(202);
        assertThat(second.bytesSent()).isEqualTo(artifact.bytes().length);
        assertThat(second.toString()).isEqualTo("GET " + Demo.MANIFEST + " 200");
    }

    @Test
    void the_printed_log_contains_neither_query_nor_credentials() {
        http.get("/v2/?token=hunter2", "Authorization", "Bearer hunter2");

        assertThat(server.requests().toString()).contains("GET /v2/ 200").doesNotContain("hunter2");
        assertThat(server.requests().all().get(0).header("Authorization")).contains("Bearer hunter2");
    }

    @Test
    void only_the_latest_requests_are_kept_and_all_are_counted() {
        for (int i = 0; i < 8; i++) {
            http.get("/v2/?" + i);
        }

        assertThat(server.requests().all()).extracting(RecordedRequest::query).containsExactly("3", "4", "5", "6", "7");
        assertThat(server.requests().count()).isEqualTo(8);
    }

    private static long usedMemory() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    @Test
    void a_recorded_request_does_not_retain_its_connection() throws IOException {
        byte[] request = ("GET " + Demo.MANIFEST + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        try (RegistryServer logging = RegistryServer.start()) {
            Demo.fill(logging);
            long before = usedMemory();

            for (int i = 0; i < 1_000; i++) {
                try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), logging.port())) {
                    socket.getOutputStream().write(request);
                    assertThat(socket.getInputStream().readAllBytes()).isNotEmpty();
                }
            }

            assertThat(logging.requests().all()).hasSize(1_000);
            // The buffers of so many connections are 80 MB.
            assertThat(usedMemory() - before).isLessThan(20 << 20);
        }
    }

    @Test
    void exactly_these_requests_in_this_order() {
        http.send("HEAD", Demo.MANIFEST);
        http.get(Demo.blob(artifact.layers().get(0)));

        assertThat(server.requests()).containsExactly("HEAD " + Demo.MANIFEST, "GET /v2/demo/tree/blobs/*");
        assertThatThrownBy(() -> assertThat(server.requests())
                        .containsExactly("GET /v2/demo/tree/blobs/*", "HEAD " + Demo.MANIFEST))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("but there were 2:")
                .hasMessageContaining("HEAD " + Demo.MANIFEST + " 200");
        assertThatThrownBy(() -> assertThat(server.requests()).containsExactly("HEAD *"))
                .isInstanceOf(AssertionError.class);
    }

    @Test
    void exactly_these_requests_in_any_order() {
        http.get("/v2/");
        http.get(Demo.MANIFEST);
        http.get("/v2/");

        assertThat(server.requests()).containsExactlyInAnyOrder("GET *", "GET /v2/", "GET /v2/");
        assertThatThrownBy(() ->
                        assertThat(server.requests()).containsExactlyInAnyOrder("GET /v2/", "GET /v2/", "GET /v2/"))
                .isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> assertThat(server.requests()).containsExactlyInAnyOrder("GET *", "GET *"))
                .isInstanceOf(AssertionError.class);
    }

    @Test
    void requests_are_counted_by_pattern() {
        http.get("/v2/");
        http.get(Demo.MANIFEST);

        assertThat(server.requests())
                .hasSize(2)
                .hasCount("GET */manifests/*", 1)
                .contains("GET /v2/")
                .doesNotContain("PUT *");
        assertThatThrownBy(() -> assertThat(server.requests()).doesNotContain("GET *"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("there were 2");
        assertThatThrownBy(() -> assertThat(server.requests()).contains("PUT *"))
                .isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> assertThat(server.requests()).isEmpty()).isInstanceOf(AssertionError.class);
        server.requests().clear();
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void credentials_sent_to_another_port_are_noticed() {
        http.get("/v2/", "Authorization", "Bearer x");

        assertThat(server.requests()).sentNoCredentialsTo(1);
        assertThatThrownBy(() -> assertThat(server.requests()).sentNoCredentialsTo(server.port()))
                .isInstanceOf(AssertionError.class)
                .hasMessageNotContaining("Bearer x");
    }
}
