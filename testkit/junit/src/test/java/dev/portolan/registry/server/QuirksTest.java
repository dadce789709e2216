package dev.portolan.registry.server;

import static dev.portolan.testkit.assertion.PortolanAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portolan.internal.json.Json;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.DigestAlgorithm;
import dev.portolan.model.ImageManifest;
import dev.portolan.model.MediaTypes;
import dev.portolan.model.Tag;
import dev.portolan.port.Repository;
import dev.portolan.testkit.fixture.Fixtures;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class QuirksTest {
    private final List<RegistryServer> started = new ArrayList<>();
    private RegistryServer server;
    private Http http;
    private ImageManifest artifact;

    @AfterEach
    void stop() {
        started.forEach(RegistryServer::close);
    }

    private void start(Quirk... quirks) {
        start(RegistryServer.builder().quirks(quirks));
    }

    private void start(RegistryServerBuilder builder) {
        server = builder.start();
        started.add(server);
        http = new Http(server);
        artifact = Demo.fill(server);
    }

    private HttpResponse<byte[]> begin() {
        return http.send("POST", "/v2/demo/tree/blobs/uploads/");
    }

    private static String location(HttpResponse<?> answer) {
        return Http.header(answer, "Location");
    }

    private HttpResponse<byte[]> chunk(String location, int first, int length) {
        return http.send("PATCH", location, new byte[length], "Content-Range", first + "-" + (first + length - 1));
    }

    @Test
    void there_is_no_referrers_api() {
        start(Quirk.NO_REFERRERS);
        ImageManifest referrer = ImageManifest.builder()
                .layer(artifact.layers().get(0))
                .subject(artifact.descriptor())
                .build();

        HttpResponse<byte[]> put = http.send(
                "PUT", "/v2/demo/tree/manifests/r", referrer.bytes(), "Content-Type", MediaTypes.IMAGE_MANIFEST);

        assertThat(put.statusCode()).isEqualTo(201);
        assertThat(put.headers().firstValue("OCI-Subject")).isEmpty();
        assertThat(http.get("/v2/demo/tree/referrers/" + artifact.digest()).statusCode())
                .isEqualTo(404);
    }

    @Test
    void there_are_no_mounts() {
        start(Quirk.NO_MOUNTS);

        HttpResponse<byte[]> answer = http.send(
                "POST",
                "/v2/other/blobs/uploads/?from=demo/tree&mount="
                        + artifact.layers().get(0).digest());

        assertThat(answer.statusCode()).isEqualTo(202);
    }

    @Test
    void ranges_are_ignored() {
        start(Quirk.IGNORES_RANGES);

        HttpResponse<byte[]> answer = http.get(Demo.blob(artifact.layers().get(0)), "Range", "bytes=5-9");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).hasSize(20_000);
    }

    @Test
    void chunks_are_refused_but_a_stream_is_not() {
        start(Quirk.REFUSES_CHUNKS);

        assertThat(chunk(location(begin()), 0, 10).statusCode()).isEqualTo(405);
        assertThat(http.send("PATCH", location(begin()), new byte[10]).statusCode())
                .isEqualTo(202);
    }

    @Test
    void chunks_over_4_MiB_are_refused() {
        start(Quirk.CHUNKS_OF_4_MIB);

        HttpResponse<byte[]> tooLarge = chunk(location(begin()), 0, (4 << 20) + 1);

        assertThat(tooLarge.statusCode()).isEqualTo(416);
        assertThat(Http.text(tooLarge)).contains("4.00MiB");
        assertThat(chunk(location(begin()), 0, 4 << 20).statusCode()).isEqualTo(202);
    }

    @Test
    void only_the_last_chunk_may_be_under_1_MiB() {
        start(Quirk.CHUNKS_FROM_1_MIB);
        HttpResponse<byte[]> begun = begin();

        assertThat(Http.header(begun, "OCI-Chunk-Min-Length")).isEqualTo("1048576");
        assertThat(chunk(location(begun), 0, 1 << 20).statusCode()).isEqualTo(202);
        assertThat(chunk(location(begun), 1 << 20, 10).statusCode()).isEqualTo(202);
        assertThat(chunk(location(begun), (1 << 20) + 10, 10).statusCode()).isEqualTo(416);
    }

    @Test
    void the_range_of_an_upload_is_stale_and_the_content_is_whole() {
        start(RegistryServer.builder().profile(RegistryProfile.ECR));
        String session = location(begin());

        HttpResponse<byte[]> first = chunk(session, 0, 1_000);
        HttpResponse<byte[]> second = chunk(session, 1_000, 1_000);

        assertThat(first.statusCode()).isEqualTo(201);
        assertThat(Http.header(second, "Range")).isEqualTo("0-999");
        Digest digest = Digest.sha256(new byte[2_000]);
        assertThat(http.send("PUT", session + "?digest=" + digest).statusCode()).isEqualTo(201);
    }

    @Test
    void an_upload_cannot_be_resumed() {
        start(Quirk.NO_RESUMED_UPLOADS);
        String session = location(begin());

        HttpResponse<byte[]> wrong = chunk(session, 50, 10);

        assertThat(wrong.statusCode()).isEqualTo(404);
        assertThat(Http.text(wrong)).contains("BLOB_UPLOAD_INVALID");
        assertThat(chunk(session, 0, 10).statusCode()).isEqualTo(404);
    }

    @Test
    void an_older_location_is_refused() {
        start(RegistryServer.builder().profile(RegistryProfile.DISTRIBUTION_2_8));
        HttpResponse<byte[]> begun = begin();
        assertThat(location(begun)).startsWith("http://localhost:").contains("?_state=");
        HttpResponse<byte[]> first = chunk(location(begun), 0, 10);

        assertThat(chunk(location(begun), 10, 10).statusCode()).isEqualTo(404);
        assertThat(chunk(location(first), 10, 10).statusCode()).isEqualTo(202);
    }

    @Test
    void pages_have_100_items_and_an_opaque_link() {
        start(Quirk.PAGES_OF_100, Quirk.N_UP_TO_1000);
        Repository repository = server.repository(Demo.NAME);
        for (int i = 0; i < 250; i++) {
            repository.put(Tag.of("t" + i), artifact);
        }
        int seen = 0;
        String next = "/v2/demo/tree/tags/list";
        while (!next.isEmpty()) {
            HttpResponse<byte[]> page = http.get(next);
            int size = Json.parseObject(page.body()).strings("tags").size();
            assertThat(size).isBetween(1, 100);
            seen += size;
            String link = Http.header(page, "Link");
            next = link.isEmpty() ? "" : link.substring(1, link.indexOf('>'));
            assertThat(next).doesNotContain("last=t");
        }

        assertThat(seen).isEqualTo(251);
        assertThat(http.get("/v2/demo/tree/tags/list?n=1001").statusCode()).isEqualTo(400);
    }

    @Test
    void nothing_is_deleted() {
        start(Quirk.NO_DELETES);

        assertThat(http.send("DELETE", Demo.MANIFEST).statusCode()).isEqualTo(405);
        assertThat(http.send("DELETE", Demo.blob(artifact.layers().get(0))).statusCode())
                .isEqualTo(405);
    }

    @Test
    void a_tag_is_not_deleted_but_a_manifest_is() {
        start(Quirk.NO_TAG_DELETES);

        assertThat(http.send("DELETE", Demo.MANIFEST).statusCode()).isEqualTo(405);
        assertThat(http.send("DELETE", "/v2/demo/tree/manifests/" + artifact.digest())
                        .statusCode())
                .isEqualTo(202);
    }

    @Test
    void sha_512_and_empty_blobs_are_refused() {
        start(Quirk.SHA256_ONLY, Quirk.NO_EMPTY_BLOBS);
        Digest sha512 = Digest.of(DigestAlgorithm.SHA512, new byte[5]);

        assertThat(http.send("PUT", location(begin()) + "?digest=" + sha512, new byte[5])
                        .statusCode())
                .isEqualTo(400);
        assertThat(http.send("PUT", location(begin()) + "?digest=" + Digest.sha256(new byte[0]))
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void HEAD_is_bare() {
        start(Quirk.BARE_HEAD);

        for (String path : List.of(Demo.MANIFEST, Demo.blob(artifact.layers().get(0)))) {
            HttpResponse<byte[]> head = http.send("HEAD", path);
            assertThat(head.statusCode()).isEqualTo(200);
            assertThat(head.headers().map()).doesNotContainKeys("content-length", "docker-content-digest");
        }
    }

    @Test
    void GET_of_a_manifest_has_no_digest_and_its_type_has_parameters() {
        start(Quirk.NO_DIGEST_ON_GET, Quirk.CONTENT_TYPE_PARAMETERS);

        HttpResponse<byte[]> answer = http.get(Demo.MANIFEST);

        assertThat(answer.headers().firstValue("Docker-Content-Digest")).isEmpty();
        assertThat(Http.header(answer, "Content-Type")).isEqualTo(MediaTypes.IMAGE_MANIFEST + "; charset=utf-8");
        assertThat(Http.header(http.send("HEAD", Demo.MANIFEST), "Docker-Content-Digest"))
                .isEqualTo(artifact.digest().toString());
    }

    @Test
    void missing_repositories_are_hidden() {
        start(Quirk.MISSING_IS_DENIED);
        assertThat(http.get("/v2/demo/tree/manifests/absent").statusCode()).isEqualTo(403);

        start(Quirk.MISSING_IS_UNAUTHORIZED);
        assertThat(http.get("/v2/demo/tree/manifests/absent").statusCode()).isEqualTo(401);
    }

    @Test
    void there_is_no_catalog() {
        start(Quirk.NO_CATALOG);

        assertThat(http.get("/v2/_catalog").statusCode()).isEqualTo(404);
    }

    @Test
    void a_repository_without_tags_lists_null() {
        start(Quirk.NULL_TAGS);
        server.repository("untagged").put(artifactIn("untagged").digest(), artifactIn("untagged"));

        assertThat(Http.text(http.get("/v2/untagged/tags/list"))).contains("\"tags\":null");
    }

    private ImageManifest artifactIn(String name) {
        return Fixtures.seeded(1).artifact(server.repository(name), 1, 10);
    }

    @Test
    void a_blob_is_redirected_to_storage_that_refuses_credentials() {
        start(Quirk.REDIRECTS_BLOBS);
        Descriptor layer = artifact.layers().get(0);

        HttpResponse<byte[]> redirect = http.get(Demo.blob(layer));

        assertThat(redirect.statusCode()).isEqualTo(307);
        URI storage = URI.create(location(redirect));
        assertThat(storage.getPort()).isEqualTo(server.storagePort().orElseThrow());
        Http there = new Http(storage);
        assertThat(Digest.sha256(there.get(storage.toString()).body())).isEqualTo(layer.digest());
        assertThat(there.get(storage.toString(), "Range", "bytes=5-9").body()).hasSize(5);
        assertThat(there.get(storage.toString(), "Authorization", "Bearer x").statusCode())
                .isEqualTo(400);
        assertThat(there.get(storage.toString() + "0").statusCode()).isEqualTo(403);
        assertThat(http.send("HEAD", Demo.blob(layer)).statusCode()).isEqualTo(200);
    }

    @Test
    void every_response_has_a_warning() {
        start(RegistryServer.builder().warning("this registry goes away").warning("really"));

        assertThat(http.get("/v2/").headers().allValues("Warning"))
                .containsExactly("299 - \"this registry goes away\"", "299 - \"really\"");
    }

    @Test
    void too_many_requests_are_throttled() {
        start(RegistryServer.builder().rateLimit(3, Duration.ofMinutes(10)));
        for (int i = 0; i < 3; i++) {
            assertThat(http.get("/v2/").statusCode()).isEqualTo(200);
        }

        HttpResponse<byte[]> fourth = http.get("/v2/");

        assertThat(fourth.statusCode()).isEqualTo(429);
        assertThat(Integer.parseInt(Http.header(fourth, "Retry-After"))).isBetween(590, 600);
    }

    @ParameterizedTest
    @EnumSource(RegistryProfile.class)
    void every_profile_accepts_a_push_and_a_pull(RegistryProfile profile) {
        start(RegistryServer.builder().profile(profile));
        byte[] content = {1, 2, 3};
        Digest digest = Digest.sha256(content);
        String session = location(begin());

        HttpResponse<byte[]> put =
                http.send("PUT", session + (session.contains("?") ? "&" : "?") + "digest=" + digest, content);

        assertThat(put.statusCode()).isEqualTo(201);
        assertThat(http.get(Demo.MANIFEST).body()).isEqualTo(artifact.bytes());
        assertThat(RegistryProfile.named(profile.id())).isSameAs(profile);
        assertThat(server.repository(Demo.NAME)).isWhole(Tag.of("v1"));
    }

    @Test
    void an_unknown_profile_is_refused_with_the_known_ones() {
        assertThatThrownBy(() -> RegistryProfile.named("nope"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("docker-hub, ghcr, ecr, acr, quay");
    }

    @Test
    void the_storage_is_at_the_host_name_that_the_client_used() throws IOException {
        start(Quirk.REDIRECTS_BLOBS);
        int storage = server.storagePort().orElseThrow();

        for (String host : List.of("my_registry:5000", "my_registry", "[::1]:5000")) {
            String name = host.replaceFirst(":5000$", "");
            assertThat(redirect(host)).contains("Location: http://" + name + ":" + storage + "/storage/");
        }
        assertThat(redirect("")).contains("Location: http://localhost:" + storage + "/storage/");
    }

    private String redirect(String host) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            String request = "GET " + Demo.blob(artifact.layers().get(0)) + " HTTP/1.1\r\nHost: " + host
                    + "\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    @Test
    void a_missing_child_is_a_bad_request() {
        start(Quirk.MISSING_CHILD_IS_BAD_REQUEST);
        ImageManifest manifest = ImageManifest.builder()
                .config(Descriptor.of(MediaTypes.IMAGE_CONFIG, new byte[] {'x'}))
                .build();

        HttpResponse<byte[]> put = http.send(
                "PUT", "/v2/demo/tree/manifests/v2", manifest.bytes(), "Content-Type", MediaTypes.IMAGE_MANIFEST);

        assertThat(put.statusCode()).isEqualTo(400);
        assertThat(Http.text(put)).contains("MANIFEST_BLOB_UNKNOWN");
    }
}
