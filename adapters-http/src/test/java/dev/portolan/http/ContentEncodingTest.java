package dev.portolan.http;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static dev.portolan.http.ScriptedRegistry.manifest;
import static dev.portolan.http.ScriptedRegistry.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import dev.portolan.error.ContentMismatchException;
import dev.portolan.error.DeniedException;
import dev.portolan.model.Descriptor;
import dev.portolan.model.ImageIndex;
import dev.portolan.model.ImageManifest;
import dev.portolan.model.MediaTypes;
import dev.portolan.model.Tag;
import dev.portolan.port.Referrers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Proxies that compress without being asked. */
class ContentEncodingTest {
    private static final ImageManifest MANIFEST =
            ImageManifest.builder().artifactType("application/x.test").build();
    private static final String PATH = "/v2/demo/tree/manifests/v1";
    private static final byte[] CONTENT = "hello hello hello hello".getBytes(StandardCharsets.UTF_8);
    private static final Descriptor BLOB = Descriptor.of("text/plain", CONTENT);
    private static final String BLOB_PATH = "/v2/demo/tree/blobs/" + BLOB.digest();
    private static final Tag TAG = Tag.of("v1");

    @RegisterExtension
    final ScriptedRegistry registry = new ScriptedRegistry();

    private static ResponseDefinitionBuilder encoded(String encoding, byte[] body) {
        return aResponse().withHeader("Content-Encoding", encoding).withBody(body);
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        }
        return out.toByteArray();
    }

    private static byte[] gzip(String text) throws IOException {
        return gzip(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void every_request_asks_for_the_identity_encoding() {
        registry.guard("Bearer realm=\"/token\"", "Bearer abc", MANIFEST);
        registry.on(any(urlPathEqualTo("/token")).willReturn(aResponse().withBody("{\"token\":\"abc\"}")));

        registry.repository().manifest(TAG);
        registry.repository().resolve(TAG);
        registry.repository().put(TAG, MANIFEST);

        assertThat(registry.received())
                .hasSizeGreaterThan(4)
                .allSatisfy(request ->
                        assertThat(request.getHeader("Accept-Encoding")).isEqualTo("identity"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "x-gzip", "GZIP"})
    void a_manifest_is_decoded(String encoding) throws IOException {
        registry.on(
                "GET",
                PATH,
                encoded(encoding, gzip(MANIFEST.bytes())).withHeader("Content-Type", MANIFEST.mediaType()));

        assertThat(registry.repository().manifest(TAG)).contains(MANIFEST);
    }

    @Test
    void a_list_of_tags_is_decoded() throws IOException {
        registry.on("GET", "/v2/demo/tree/tags/list?n=1000", encoded("gzip", gzip("{\"tags\":[\"v1\"]}")));

        assertThat(registry.repository().tags()).containsExactly(TAG);
    }

    @Test
    void a_list_of_referrers_is_decoded() throws IOException {
        ImageIndex list = ImageIndex.builder()
                .manifests(List.of(MANIFEST.descriptor().withArtifactType("application/x.test")))
                .build();
        registry.on(
                "GET",
                "/v2/demo/tree/referrers/" + BLOB.digest(),
                encoded("gzip", gzip(list.bytes())).withHeader("Content-Type", MediaTypes.IMAGE_INDEX));

        assertThat(registry.repository()
                        .capability(Referrers.class)
                        .orElseThrow()
                        .referrers(BLOB.digest()))
                .hasSize(1);
    }

    @Test
    void a_token_is_decoded() throws IOException {
        registry.guard("Bearer realm=\"/token\"", "Bearer abc", MANIFEST);
        registry.on(any(urlPathEqualTo("/token")).willReturn(encoded("gzip", gzip("{\"token\":\"abc\"}"))));

        assertThat(registry.repository().manifest(TAG)).contains(MANIFEST);
    }

    @Test
    void an_error_message_is_decoded() throws IOException {
        registry.on(
                "GET",
                PATH,
                encoded("gzip", gzip("{\"message\":\"the quota is used up\"}")).withStatus(403));

        assertThatThrownBy(() -> registry.repository().manifest(TAG))
                .isInstanceOf(DeniedException.class)
                .hasMessageContaining("the quota is used up");
    }

    @Test
    void a_body_that_is_not_encoded_as_declared_is_read_as_it_is() {
        registry.on("GET", PATH, manifest(MANIFEST).withHeader("Content-Encoding", "gzip"));

        assertThat(registry.repository().manifest(TAG)).contains(MANIFEST);
    }

    @ParameterizedTest
    @ValueSource(strings = {"br", "zstd", "deflate", "gzip, br"})
    void an_unknown_encoding_is_named(String encoding) {
        registry.on("GET", PATH, encoded(encoding, new byte[] {1, 2, 3}));

        assertThatThrownBy(() -> registry.repository().manifest(TAG))
                .isInstanceOf(ContentMismatchException.class)
                .hasMessageContaining("Content-Encoding: " + encoding);
    }

    @Test
    void an_encoded_blob_is_refused_and_the_encoding_named() throws IOException {
        registry.on("GET", BLOB_PATH, encoded("gzip", gzip(CONTENT)));

        assertThatThrownBy(() -> registry.repository().bytes(BLOB))
                .isInstanceOf(ContentMismatchException.class)
                .hasMessageContaining("Content-Encoding: gzip");
        assertThat(registry.requests()).hasSize(1);
    }

    /** Some storages keep the header with a layer that is compressed itself, and send its bytes as they are. */
    @Test
    void a_blob_of_the_right_length_is_left_to_its_digest() {
        registry.on("GET", BLOB_PATH, encoded("gzip", CONTENT));

        assertThat(registry.repository().bytes(BLOB)).isEqualTo(CONTENT);
    }

    @Test
    void a_decompression_bomb_is_stopped() throws IOException {
        registry.on("GET", "/v2/demo/tree/tags/list?n=1000", encoded("gzip", gzip(new byte[64 << 20])));

        assertThatThrownBy(() -> registry.repository().tags().toList()).isInstanceOf(RuntimeException.class);
    }

    @Test
    void a_damaged_encoding_is_an_error() throws IOException {
        byte[] damaged = gzip(MANIFEST.bytes());
        damaged[damaged.length / 2] ^= 0x55;
        registry.on("GET", PATH, encoded("gzip", damaged), status(200));

        assertThatThrownBy(() -> registry.repository().manifest(TAG)).isInstanceOf(RuntimeException.class);
    }
}
