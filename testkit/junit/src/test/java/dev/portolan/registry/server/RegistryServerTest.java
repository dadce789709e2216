package dev.portolan.registry.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.ImageManifest;
import dev.portolan.model.MediaTypes;
import dev.portolan.model.Tag;
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

    @Test
    void small_responses_on_a_kept_connection_are_not_delayed() {
        push(random(500));
        List<Duration> times = new ArrayList<>();

        for (int i = 0; i < 100; i++) {
            long begin = System.nanoTime();
            http.get("/v2/demo/tree/blobs/" + Digest.sha256(random(500)));
            times.add(Duration.ofNanos(System.nanoTime() - begin));
        }

        // With Nagle's algorithm and delayed acknowledgements almost every response waits for 40 ms. On a busy machine
        // some do.
        Collections.sort(times);
        assertThat(times.get(times.size() / 4)).isLessThan(Duration.ofMillis(40));
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
