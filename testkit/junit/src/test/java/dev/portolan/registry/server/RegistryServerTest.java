package dev.portolan.registry.server;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.ImageManifest;
import dev.portolan.model.MediaTypes;
import dev.portolan.model.Tag;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RegistryServerTest {
    private final RegistryServer server = RegistryServer.start();
    private final Http http = new Http(server.address());

    @AfterEach
    void stop() {
        server.close();
    }

    private Descriptor push(byte[] content) {
        Digest digest = Digest.sha256(content);
        HttpResponse<byte[]> begun = http.send("POST", "/v2/demo/tree/blobs/uploads/");
        assertThat(begun.statusCode()).isEqualTo(202);
        String location = begun.headers().firstValue("Location").orElseThrow();
        HttpResponse<byte[]> done = http.send("PUT", location + "?digest=" + digest, content);
        assertThat(done.statusCode()).isEqualTo(201);
        return Descriptor.of(MediaTypes.OCTET_STREAM, digest, content.length);
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    @Test
    void pushed_content_is_pulled() {
        byte[] layer = random(5_000_000);
        push(new byte[] {'{', '}'});
        ImageManifest manifest = ImageManifest.builder().layer(push(layer)).build();

        HttpResponse<byte[]> put = http.send(
                "PUT", "/v2/demo/tree/manifests/v1", manifest.bytes(), "Content-Type", MediaTypes.IMAGE_MANIFEST);

        assertThat(put.statusCode()).isEqualTo(201);
        assertThat(http.get("/v2/demo/tree/manifests/v1").body()).isEqualTo(manifest.bytes());
        assertThat(http.get("/v2/demo/tree/blobs/" + Digest.sha256(layer)).body())
                .isEqualTo(layer);
        assertThat(server.repository("demo/tree").manifest(Tag.of("v1"))).contains(manifest);
    }

    /** With Nagle's algorithm, the second response waits for the client's delayed acknowledgement of the first one. */
    @Test
    void small_responses_to_requests_that_are_sent_together_are_not_delayed() throws IOException {
        String request = "HEAD /v2/ HTTP/1.1\r\nHost: " + server.host() + "\r\n\r\n";
        List<Duration> times = new ArrayList<>();
        try (Socket socket = new Socket("localhost", server.address().getPort())) {
            socket.setTcpNoDelay(true);
            InputStream in = new BufferedInputStream(socket.getInputStream());
            // a new connection acknowledges at once
            for (int i = 0; i < 50; i++) {
                socket.getOutputStream().write(request.getBytes(US_ASCII));
                readHead(in);
            }
            for (int i = 0; i < 40; i++) {
                long begin = System.nanoTime();
                socket.getOutputStream().write((request + request).getBytes(US_ASCII));
                readHead(in);
                readHead(in);
                times.add(Duration.ofNanos(System.nanoTime() - begin));
            }
        }

        // On a busy machine some of them wait anyway.
        Collections.sort(times);
        assertThat(times.get(times.size() / 4)).isLessThan(Duration.ofMillis(40));
    }

    private static void readHead(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            assertThat(next).isNotNegative();
            head.append((char) next);
        }
        assertThat(head.toString()).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void an_if_range_that_does_not_match_returns_the_whole_blob() {
        Descriptor blob = push(random(500));
        String path = "/v2/demo/tree/blobs/" + blob.digest();
        String tag = '"' + blob.digest().toString() + '"';

        assertThat(http.get(path, "Range", "bytes=100-", "If-Range", tag).body())
                .hasSize(400);
        assertThat(http.get(path, "Range", "bytes=100-", "If-Range", "\"other\"")
                        .body())
                .hasSize(500);
    }

    @Test
    void a_matching_etag_is_not_sent_again() {
        Descriptor blob = push(random(500));
        String path = "/v2/demo/tree/blobs/" + blob.digest();
        String tag = '"' + blob.digest().toString() + '"';

        for (String had : List.of(tag, "\"x\", " + tag, "W/" + tag, "*")) {
            assertThat(http.get(path, "If-None-Match", had).statusCode())
                    .as(had)
                    .isEqualTo(304);
        }
        assertThat(http.get(path, "If-None-Match", "\"x\"").statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "bytes=0-0, bytes 0-0/500",
        "bytes=490-999999999999999999999999, bytes 490-499/500",
        "Bytes=490-, bytes 490-499/500",
        "bytes=-10, bytes 490-499/500",
        "bytes=-999999999999999999999999, bytes 0-499/500",
        "bytes=500-, bytes */500",
        "bytes=999999999999999999999999-, bytes */500",
        "bytes=-0, bytes */500",
    })
    void a_range_is_cut_at_the_end_of_the_blob(String range, String answer) {
        Descriptor blob = push(random(500));

        HttpResponse<byte[]> part = http.get("/v2/demo/tree/blobs/" + blob.digest(), "Range", range);

        assertThat(Http.header(part, "Content-Range")).isEqualTo(answer);
        assertThat(part.statusCode()).isEqualTo(answer.startsWith("bytes *") ? 416 : 206);
    }
}
