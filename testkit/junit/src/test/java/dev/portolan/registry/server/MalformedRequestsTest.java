package dev.portolan.registry.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portolan.model.ImageManifest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Requests that no client should send. The server responds with 4xx, or disconnects if it is not HTTP, and continues.
 */
class MalformedRequestsTest {
    private final RegistryServer server = RegistryServer.start();
    private final ImageManifest artifact = Demo.fill(server);

    @AfterEach
    void stop() {
        server.close();
    }

    /** Sends bytes as they are, and reads until the server hangs up. */
    private static String raw(RegistryServer server, byte[] request) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(request);
            socket.shutdownOutput();
            ByteArrayOutputStream answer = new ByteArrayOutputStream();
            InputStream in = socket.getInputStream();
            in.transferTo(answer);
            return answer.toString(StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String raw(String request) {
        return raw(server, request.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static int status(String answer) {
        assertThat(answer).startsWith("HTTP/1.1 ");
        return Integer.parseInt(answer.substring(9, 12));
    }

    private void assertServes() {
        assertThat(new Http(server).get(Demo.MANIFEST).body()).isEqualTo(artifact.bytes());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET\r\n\r\n",
                "GET /v2/ HTTP/1.1\r\n\r\n",
                "GET /v2/ HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
                "GET /v2/ HTTP/1.1\r\nHost: a b\r\n\r\n",
                "GET /v2/ HTTP/1.1\r\nHost: a\"/x\r\n\r\n",
                "POST /token HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\n%zz",
                "GET v2 HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /v2/ HTTP/9.9\r\nHost: a\r\n\r\n",
                "GET /v2/ FTP/1.1\r\nHost: a\r\n\r\n",
                "G(T /v2/ HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET  /v2/ HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /v2/ HTTP/1.1\r\nHost: a\r\nno colon here\r\n\r\n",
                "GET /v2/ HTTP/1.1\r\nHost: a\r\n folded: x\r\n\r\n",
                "GET /v2/ HTTP/1.1\r\nHost: a\r\nX: \u0001\r\n\r\n",
                "GET /v2/ HTTP/1.1\r\nHost: a\r\n: nameless\r\n\r\n",
                "PUT /v2/a/manifests/b HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n",
                "PUT /v2/a/manifests/b HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
                "PUT /v2/a/manifests/b HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
                "PUT /v2/a/manifests/b HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999\r\n\r\n",
                "PUT /v2/a/manifests/b HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n"
                        + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "PUT /v2/a/manifests/b HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
                "PUT /v2/a/manifests/b HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabcdef\r\n0\r\n\r\n",
                "GET /v2/%zz/manifests/b HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /v2/a/manifests/% HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /v2/a/tags/list?n=%zz HTTP/1.1\r\nHost: a\r\n\r\n",
                "POST /v2/a/blobs/uploads/?digest=%E0%80 HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /v2/../../etc/passwd HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /v2/%2e%2e/%2e%2e/manifests/passwd HTTP/1.1\r\nHost: a\r\n\r\n",
                "BREW /v2/ HTTP/1.1\r\nHost: a\r\n\r\n",
                "DELETE /v2/ HTTP/1.1\r\nHost: a\r\n\r\n",
                "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n",
            })
    void a_malformed_request_is_answered_with_an_error_and_the_server_continues(String request) {
        assertThat(status(raw(request))).isBetween(400, 505);
        assertServes();
    }

    @Test
    void endless_lines_and_heads_are_refused() {
        assertThat(status(raw("GET /" + "x".repeat(100_000) + " HTTP/1.1\r\nHost: a\r\n\r\n")))
                .isEqualTo(414);
        assertThat(status(raw("GET /v2/ HTTP/1.1\r\nHost: a\r\nX: " + "x".repeat(100_000) + "\r\n\r\n")))
                .isEqualTo(431);
        assertThat(status(raw("GET /v2/ HTTP/1.1\r\nHost: a\r\n" + "X: y\r\n".repeat(100_000) + "\r\n")))
                .isEqualTo(431);
        assertServes();
    }

    @Test
    void a_body_that_ends_early_is_not_stored() {
        String digest = "sha256:" + "0".repeat(64);

        String answer = raw("POST /v2/demo/tree/blobs/uploads/?digest=" + digest
                + " HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\nonly this");

        assertThat(answer).isEmpty();
        assertServes();
    }

    @Test
    void a_silent_client_is_disconnected() {
        assertThat(raw("")).isEmpty();
        assertThat(raw("\r\n\r\n"))
                .satisfiesAnyOf(
                        answer -> assertThat(answer).isEmpty(),
                        answer -> assertThat(status(answer)).isEqualTo(400));
        assertThat(raw(server, new byte[] {0x16, 0x03, 0x01, 0x02, 0x00, 0x01}))
                .satisfiesAnyOf(
                        answer -> assertThat(answer).isEmpty(),
                        answer -> assertThat(status(answer)).isEqualTo(400));
        assertServes();
    }

    @Test
    void requests_in_one_packet_are_answered_in_order() {
        String answers = raw("GET /v2/ HTTP/1.1\r\nHost: a\r\n\r\n"
                + "GET /v2/absent/tags/list HTTP/1.1\r\nHost: a\r\n\r\n"
                + "HEAD " + Demo.MANIFEST + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");

        assertThat(Arrays.stream(answers.split("(?=HTTP/1.1 )")).map(MalformedRequestsTest::status))
                .containsExactly(200, 404, 200);
    }

    @Test
    void expect_continue_is_answered_only_if_the_body_is_wanted() {
        String wanted = raw("POST /v2/demo/tree/blobs/uploads/?digest="
                + "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"
                + " HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n{}");
        String unwanted = raw("PUT /v2/demo/tree/manifests/x HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n"
                + "Content-Length: 999999999\r\n\r\n");

        assertThat(wanted).startsWith("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 201 \r\n");
        assertThat(unwanted).startsWith("HTTP/1.1 413 ").contains("Connection: close");
    }

    @Test
    void an_http_1_0_client_is_answered_and_disconnected() {
        assertThat(raw("GET /v2/ HTTP/1.0\r\n\r\n"))
                .startsWith("HTTP/1.1 200 \r\n")
                .contains("Connection: close");
    }

    @Test
    void an_absolute_request_target_is_understood() {
        assertThat(status(raw("GET http://localhost/v2/ HTTP/1.1\r\nHost: localhost\r\n\r\n")))
                .isEqualTo(200);
    }

    @Test
    void an_absolute_request_target_names_the_host() {
        try (RegistryServer quirky =
                RegistryServer.builder().quirks(Quirk.ABSOLUTE_LOCATIONS).start()) {
            String answer = raw(
                    quirky,
                    "POST HTTP://registry.test:80/v2/demo/tree/blobs/uploads/ HTTP/1.1\r\nHost: other\r\n\r\n"
                            .getBytes(StandardCharsets.ISO_8859_1));

            assertThat(answer).contains("Location: http://registry.test:80/v2/demo/tree/blobs/uploads/");
        }
        assertThat(status(raw("GET http://localhost?n=/v2/ HTTP/1.1\r\nHost: localhost\r\n\r\n")))
                .isEqualTo(404);
        assertThat(status(raw("GET http://user@localhost/v2/ HTTP/1.1\r\nHost: localhost\r\n\r\n")))
                .isEqualTo(400);
    }

    @Test
    void an_http_1_0_client_may_keep_its_connection() {
        String request = "GET /v2/ HTTP/1.0\r\nConnection: keep-alive\r\n\r\n";

        assertThat(raw(request + request).split("Connection: keep-alive")).hasSize(3);
    }
}
