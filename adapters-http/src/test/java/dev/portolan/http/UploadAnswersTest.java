package dev.portolan.http;

import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static dev.portolan.http.ScriptedRegistry.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import dev.portolan.content.Content;
import dev.portolan.error.DeniedException;
import dev.portolan.error.OciException;
import dev.portolan.error.UnsupportedException;
import dev.portolan.http.config.HostConfig;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.DigestAlgorithm;
import dev.portolan.port.Credential;
import dev.portolan.port.Mounts;
import dev.portolan.port.Repository;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How registries answer to uploads, odd ways included. */
class UploadAnswersTest {
    private static final byte[] BYTES = "hello".getBytes(StandardCharsets.UTF_8);
    private static final Descriptor BLOB = Descriptor.of("text/plain", BYTES);
    private static final String UPLOADS = "/v2/demo/tree/blobs/uploads/";
    private static final String DIGEST = "digest=" + BLOB.digest();

    /** The first small blob finds out whether the registry stores what comes with a POST. */
    private static final String FIRST = UPLOADS + "?" + DIGEST;

    @RegisterExtension
    final ScriptedRegistry registry = new ScriptedRegistry();

    @RegisterExtension
    final ScriptedRegistry elsewhere = new ScriptedRegistry();

    private static ResponseDefinitionBuilder session(String location) {
        return status(202).withHeader("Location", location);
    }

    private void write() {
        registry.repository().write(BLOB, Content.of(BYTES));
    }

    private void writeTwice() {
        Repository repository = registry.repository();
        repository.write(BLOB, Content.of(BYTES));
        repository.write(BLOB, Content.of(BYTES));
    }

    private void goesTo(String location, String put) {
        registry.on("POST", FIRST, session(location));
        registry.on("PUT", put, status(201));

        write();

        assertThat(registry.requests()).containsExactly("POST " + FIRST, "PUT " + put);
        assertThat(registry.received().get(1).getBody()).isEqualTo(BYTES);
    }

    @Test
    void a_location_may_be_relative_to_the_host() {
        goesTo("/up/1", "/up/1?" + DIGEST);
    }

    @Test
    void a_location_may_be_relative_to_the_address() {
        goesTo("one", UPLOADS + "one?" + DIGEST);
    }

    @Test
    void a_location_may_be_absolute() {
        goesTo(registry.at("/up/1"), "/up/1?" + DIGEST);
    }

    @Test
    void the_query_of_a_location_is_kept_unchanged() {
        goesTo("/up/1?_state=a%2Bb%3D&x=1+2", "/up/1?_state=a%2Bb%3D&x=1+2&" + DIGEST);
    }

    @Test
    void characters_that_no_url_allows_are_encoded() {
        goesTo("/up/a|b c?_state=x|y", "/up/a%7Cb%20c?_state=x%7Cy&" + DIGEST);
    }

    @Test
    void a_response_without_location_is_a_typed_error() {
        registry.on("POST", FIRST, status(202));
        registry.on("POST", UPLOADS, status(202));

        assertThatThrownBy(this::write)
                .isInstanceOf(UnsupportedException.class)
                .hasMessageContaining("did not send an upload location");
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 201, 204})
    void a_session_may_be_opened_with_any_successful_status(int status) {
        registry.on("POST", UPLOADS, session("/up/1").withStatus(status));
        registry.on("PATCH", "/up/1", session("/up/1"));
        registry.on("PUT", "/up/1?" + DIGEST, status(201));

        registry.repository().write("text/plain", Content.of(BYTES));

        assertThat(registry.requests()).contains("PUT /up/1?" + DIGEST);
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303})
    void an_upload_that_is_redirected_with_an_ambiguous_status_names_the_other_address(int status) {
        registry.on("POST", UPLOADS, status(status).withHeader("Location", "https://sea.example/v2/?token=secret"));

        assertThatThrownBy(this::write)
                .isInstanceOf(UnsupportedException.class)
                .hasMessageContaining("it redirects to https://sea.example, HTTP " + status)
                .hasMessageContaining("use that address")
                .hasMessageNotContaining("secret");
    }

    @Test
    void each_response_says_where_the_next_request_goes() {
        registry.on("POST", UPLOADS, session("/up/1?s=1"));
        registry.on("PATCH", "/up/1?s=1", session("/up/2?s=2"));
        registry.on("PUT", "/up/2?s=2&" + DIGEST, status(201));

        registry.repository().write("text/plain", Content.of(BYTES));

        assertThat(registry.requests())
                .containsExactly("POST " + UPLOADS, "PATCH /up/1?s=1", "PUT /up/2?s=2&" + DIGEST);
    }

    @Test
    void a_patch_that_is_answered_with_created_is_a_success() {
        registry.on("POST", UPLOADS, session("/up/1"));
        registry.on("PATCH", "/up/1", status(201).withHeader("Range", "0-0"));
        registry.on("PUT", "/up/1?" + DIGEST, status(201));

        Descriptor written = registry.repository().write("text/plain", Content.of(BYTES));

        assertThat(written).isEqualTo(BLOB);
    }

    @Test
    void a_registry_that_opens_a_session_gets_no_more_posts_with_a_body() {
        registry.on("POST", FIRST, session("/up/1"));
        registry.on("PUT", "/up/1?" + DIGEST, status(201));
        registry.on("POST", UPLOADS, session("/up/2"));
        registry.on("PUT", "/up/2?" + DIGEST, status(201));

        writeTwice();

        assertThat(registry.received().get(0).getBody()).isEqualTo(BYTES);
        assertThat(registry.received().get(2).getBody()).isEmpty();
        assertThat(registry.received().get(3).getHeader("Content-Length")).isEqualTo("5");
        assertThat(registry.requests()).endsWith("POST " + UPLOADS, "PUT /up/2?" + DIGEST);
    }

    @Test
    void a_registry_that_stores_the_blob_of_a_post_gets_no_put() {
        registry.on("POST", FIRST, status(201).withHeader("Location", "/v2/demo/tree/blobs/" + BLOB.digest()));

        writeTwice();

        assertThat(registry.requests()).containsExactly("POST " + FIRST, "POST " + FIRST);
        assertThat(registry.received()).allMatch(request -> Arrays.equals(request.getBody(), BYTES));
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 403, 404, 405, 413, 501})
    void a_registry_that_refuses_a_post_with_a_body_gets_a_session_and_a_put(int refusal) {
        registry.on("POST", FIRST, status(refusal));
        registry.on("POST", UPLOADS, session("/up/1"));
        registry.on("PUT", "/up/1?" + DIGEST, status(201));

        writeTwice();

        assertThat(registry.requests())
                .containsExactly(
                        "POST " + FIRST,
                        "POST " + UPLOADS,
                        "PUT /up/1?" + DIGEST,
                        "POST " + UPLOADS,
                        "PUT /up/1?" + DIGEST);
    }

    @Test
    void a_response_to_a_post_that_does_not_name_the_blob_is_not_trusted() {
        registry.on("POST", FIRST, status(201).withHeader("Location", "/up/1"));
        registry.on("POST", UPLOADS, session("/up/1"));
        registry.on("PUT", "/up/1?" + DIGEST, status(201));

        write();

        assertThat(registry.requests()).endsWith("POST " + UPLOADS, "PUT /up/1?" + DIGEST);
    }

    @Test
    void an_upload_redirected_to_another_host_sends_no_credentials() {
        registry.on("POST", FIRST, session(elsewhere.at("/up?sig=1")));
        elsewhere.on("PUT", "/up?sig=1&" + DIGEST, status(201));

        registry.repository(registry.transport(Credential.bearerToken("secret")), "demo/tree")
                .write(BLOB, Content.of(BYTES));

        assertThat(registry.requests()).containsExactly("POST " + FIRST + " <Bearer secret>");
        assertThat(elsewhere.requests()).containsExactly("PUT /up?sig=1&" + DIGEST);
    }

    @Test
    void a_body_that_must_be_sent_again_is_read_again() {
        registry.on("POST", UPLOADS, session("/up/1"));
        registry.on("PUT", "/up/1?" + DIGEST, status(307).withHeader("Location", elsewhere.at("/up/2")));
        elsewhere.on("PUT", "/up/2", status(201));

        write();

        assertThat(elsewhere.received().get(0).getBody()).isEqualTo(BYTES);
    }

    @Test
    void a_broken_upload_starts_again_if_the_session_is_gone() {
        registry.on("POST", FIRST, session("/up/1"));
        registry.on("POST", UPLOADS, session("/up/2"));
        registry.on("PUT", "/up/1?" + DIGEST, status(503));
        registry.on("GET", "/up/1", status(404));
        registry.on("PUT", "/up/2?" + DIGEST, status(201));

        write();

        assertThat(registry.requests())
                .contains("PUT /up/2?" + DIGEST)
                .filteredOn(line -> line.startsWith("POST"))
                .hasSize(2);
    }

    @Test
    void an_upload_continues_at_the_offset_that_the_registry_reports() {
        registry.on("POST", UPLOADS, session("/up/1"));
        registry.on("PUT", "/up/1?" + DIGEST, status(503), status(201));
        registry.on("GET", "/up/1", status(204).withHeader("Range", "0-1").withHeader("Location", "/up/1"));
        registry.on("PATCH", "/up/1", status(202).withHeader("Range", "0-4"));

        write();

        assertThat(registry.received())
                .filteredOn(request -> request.getMethod().value().equals("PATCH"))
                .singleElement()
                .satisfies(patch -> {
                    assertThat(patch.getHeader("Content-Range")).isEqualTo("2-4");
                    assertThat(patch.getBodyAsString()).isEqualTo("llo");
                });
    }

    @Test
    void an_upload_whose_response_was_lost_is_a_success_if_the_blob_exists() {
        registry.on("POST", UPLOADS, session("/up/1"));
        registry.on("PUT", "/up/1?" + DIGEST, status(502));
        registry.on("GET", "/up/1", status(404));
        registry.on("HEAD", "/v2/demo/tree/blobs/" + BLOB.digest(), status(200).withHeader("Content-Length", "5"));

        assertThatCode(this::write).doesNotThrowAnyException();
        assertThat(registry.requests())
                .filteredOn(line -> line.startsWith("PUT"))
                .hasSize(1);
    }

    @Test
    void attempts_are_limited() {
        registry.on("POST", UPLOADS, session("/up/1"));
        registry.on(any(urlPathEqualTo("/up/1")).willReturn(status(416).withHeader("Range", "0-0")));

        assertThatThrownBy(this::write).isInstanceOf(OciException.class);
        assertThat(registry.requests()).hasSizeLessThan(30);
    }

    @Test
    void a_body_that_is_too_large_is_sent_in_chunks() {
        registry.on("POST", UPLOADS, session("/up/1"));
        registry.on("PUT", "/up/1?" + DIGEST, status(413), status(201));
        registry.on("PATCH", "/up/1", status(202).withHeader("Range", "0-4"));

        write();

        assertThat(registry.received())
                .filteredOn(request -> request.getMethod().value().equals("PATCH"))
                .singleElement()
                .satisfies(patch -> assertThat(patch.getHeader("Content-Range")).isEqualTo("0-4"));
    }

    @Test
    void a_huge_minimum_chunk_size_does_not_use_huge_memory() {
        registry.on("POST", UPLOADS, session("/up/1").withHeader("OCI-Chunk-Min-Length", "1000000000000"));
        registry.on("PUT", "/up/1?" + DIGEST, status(413), status(201));
        registry.on("PATCH", "/up/1", status(202).withHeader("Range", "0-4"));

        write();

        assertThat(registry.received())
                .filteredOn(request -> request.getMethod().value().equals("PATCH"))
                .singleElement()
                .satisfies(patch -> assertThat(patch.getBody()).isEqualTo(BYTES));
    }

    @Test
    void a_body_is_sent_again_after_a_401() {
        registry.on("POST", UPLOADS, session("/up/1"));
        registry.on(
                "PUT", "/up/1?" + DIGEST, status(401).withHeader("WWW-Authenticate", "Basic realm=\"x\""), status(201));

        registry.repository(registry.transport(Credential.password("sailor", "anchor")), "demo/tree")
                .write(BLOB, Content.of(BYTES));

        assertThat(registry.received().get(2).getBody()).isEqualTo(BYTES);
    }

    @Test
    void a_refused_continuation_is_sent_again_in_one_request() {
        registry.on("POST", UPLOADS, session("/up/1"), session("/up/2"));
        registry.on("PUT", "/up/1?" + DIGEST, status(503));
        registry.on("GET", "/up/1", status(204).withHeader("Range", "0-1").withHeader("Location", "/up/1"));
        registry.on("PATCH", "/up/1", status(416).withHeader("Range", "0-1"));
        registry.on("PUT", "/up/2?" + DIGEST, status(201));

        write();

        assertThat(registry.requests()).endsWith("POST " + UPLOADS, "PUT /up/2?" + DIGEST);
        assertThat(registry.received())
                .filteredOn(request -> request.getMethod().value().equals("PATCH"))
                .hasSize(1);
    }

    @Test
    void a_registry_that_accepts_neither_chunks_nor_one_request_is_tried_a_few_times() {
        registry.on("POST", UPLOADS, session("/up/1"));
        registry.on("PUT", "/up/1?" + DIGEST, status(413));
        registry.on("PATCH", "/up/1", status(405));

        assertThatThrownBy(this::write).isInstanceOf(OciException.class);
        assertThat(registry.requests()).hasSizeLessThan(8);
    }

    @Test
    void a_registry_that_keeps_one_byte_per_chunk_is_abandoned() {
        byte[] bytes = new byte[1000];
        Descriptor blob = Descriptor.of("text/plain", bytes);
        HttpTransport transport = registry.transport(HttpTransport.builder()
                .defaults(HostConfig.builder().chunkSize(1000).build()));
        registry.on("POST", UPLOADS, session("/up/1"));
        for (int i = 0; i < 20; i++) {
            registry.on("PATCH", "/up/" + (i + 1), session("/up/" + (i + 2)).withHeader("Range", "0-" + (i + 1)));
        }
        registry.on("PUT", "/up/1?digest=" + blob.digest(), status(201));

        registry.repository(transport, "demo/tree").write(blob, Content.of(bytes));

        assertThat(registry.requests())
                .filteredOn(line -> line.startsWith("PATCH"))
                .hasSizeLessThan(10);
        assertThat(registry.received().get(registry.received().size() - 1).getBody())
                .isEqualTo(bytes);
    }

    @Test
    void a_registry_may_refuse_an_empty_blob() {
        Descriptor empty = Descriptor.of("text/plain", new byte[0]);
        registry.on("POST", UPLOADS, session("/up/1"));
        registry.on(
                "PUT",
                "/up/1?digest=" + empty.digest(),
                status(400).withBody("{\"errors\":[{\"code\":\"SIZE_INVALID\",\"message\":\"no bytes\"}]}"));

        assertThatThrownBy(() -> registry.repository().write(empty, Content.of(new byte[0])))
                .isInstanceOf(UnsupportedException.class)
                .hasMessageContaining("SIZE_INVALID");
    }

    private void cancelled(int answer) {
        registry.on("POST", UPLOADS, session("/up/1"));
        registry.on("PUT", "/up/1?" + DIGEST, status(403));
        registry.on("DELETE", "/up/1", status(answer));

        assertThatThrownBy(this::write).isInstanceOf(DeniedException.class);
        assertThat(registry.requests()).contains("DELETE /up/1");
    }

    @Test
    void a_session_is_abandoned_after_a_failure() {
        cancelled(204);
    }

    @Test
    void a_registry_that_cannot_cancel_sessions_hides_no_failure() {
        cancelled(405);
    }

    @Test
    void sha512_is_announced_with_the_upload_session() {
        Descriptor blob = Descriptor.of("text/plain", Digest.of(DigestAlgorithm.SHA512, BYTES), BYTES.length);
        registry.on("POST", UPLOADS + "?digest-algorithm=sha512", session("/up/1"));
        registry.on("PUT", "/up/1?digest=" + blob.digest(), status(201));

        assertThatCode(() -> registry.repository().write(blob, Content.of(BYTES)))
                .doesNotThrowAnyException();
    }

    @Test
    void a_registry_without_sha512_is_reported() {
        Descriptor blob = Descriptor.of("text/plain", Digest.of(DigestAlgorithm.SHA512, BYTES), BYTES.length);
        registry.on("POST", UPLOADS + "?digest-algorithm=sha512", session("/up/1"));
        registry.on(
                "PUT",
                "/up/1?digest=" + blob.digest(),
                status(400).withBody("{\"errors\":[{\"code\":\"DIGEST_INVALID\"}]}"));

        assertThatThrownBy(() -> registry.repository().write(blob, Content.of(BYTES)))
                .isInstanceOf(UnsupportedException.class)
                .hasMessageContaining("sha512");
    }

    // ---- mounts

    private boolean mount() {
        HttpTransport transport = registry.transport(HttpTransport.builder());
        Repository from = registry.repository(transport, "demo/from");
        return registry.repository(transport, "demo/tree")
                .capability(Mounts.class)
                .orElseThrow()
                .mountOrWrite(BLOB, from, Content.of(BYTES));
    }

    private static final String MOUNT = UPLOADS + "?mount=" + BLOB.digest() + "&from=demo/from";

    @Test
    void a_blob_anywhere_in_the_registry_is_mounted_without_a_source() {
        registry.on("POST", UPLOADS + "?mount=" + BLOB.digest(), status(201));

        boolean mounted = registry.repository()
                .capability(Mounts.class)
                .orElseThrow()
                .mountOrWrite(BLOB, () -> {
                    throw new AssertionError("not to be sent");
                });

        assertThat(mounted).isTrue();
        assertThat(registry.requests()).containsExactly("POST " + UPLOADS + "?mount=" + BLOB.digest());
    }

    @Test
    void a_mount_that_opens_a_session_continues_as_an_upload() {
        registry.on("POST", MOUNT, session("/up/1"));
        registry.on("PUT", "/up/1?" + DIGEST, status(201));

        assertThat(mount()).isFalse();
        assertThat(registry.requests()).containsExactly("POST " + MOUNT, "PUT /up/1?" + DIGEST);
    }

    private void uploadsAfterMountIsAnswered(int status) {
        registry.on("POST", MOUNT, status(status));
        registry.on("POST", UPLOADS, session("/up/1"));
        registry.on("PUT", "/up/1?" + DIGEST, status(201));

        assertThat(mount()).isFalse();
        assertThat(registry.requests()).endsWith("POST " + UPLOADS, "PUT /up/1?" + DIGEST);
    }

    @Test
    void a_mount_that_is_unauthorized_becomes_an_upload() {
        uploadsAfterMountIsAnswered(401);
    }

    @Test
    void a_mount_that_is_not_supported_becomes_an_upload() {
        uploadsAfterMountIsAnswered(405);
    }

    @Test
    void a_mount_of_a_missing_blob_becomes_an_upload() {
        uploadsAfterMountIsAnswered(404);
    }
}
