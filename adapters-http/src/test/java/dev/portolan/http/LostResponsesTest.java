package dev.portolan.http;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static dev.portolan.http.ScriptedRegistry.manifest;
import static dev.portolan.http.ScriptedRegistry.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.tomakehurst.wiremock.http.Fault;
import dev.portolan.content.Content;
import dev.portolan.error.DeniedException;
import dev.portolan.error.NotFoundException;
import dev.portolan.error.OciException;
import dev.portolan.error.UnreachableException;
import dev.portolan.model.Descriptor;
import dev.portolan.model.ImageIndex;
import dev.portolan.model.ImageManifest;
import dev.portolan.model.Manifest;
import dev.portolan.model.Tag;
import dev.portolan.port.Deletes;
import dev.portolan.port.Repository;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Writes that succeeded although their response was lost, and writes of existing content. */
class LostResponsesTest {
    private static final ImageManifest MANIFEST =
            ImageManifest.builder().artifactType("application/x.test").build();
    private static final ImageManifest OTHER =
            ImageManifest.builder().artifactType("application/x.other").build();
    private static final ImageManifest SIGNATURE = ImageManifest.builder()
            .artifactType("application/x.signature")
            .subject(MANIFEST.descriptor())
            .build();
    private static final Tag TAG = Tag.of("v1");
    private static final String PATH = "/v2/demo/tree/manifests/v1";
    private static final String BY_DIGEST = "/v2/demo/tree/manifests/" + MANIFEST.digest();
    private static final Descriptor BLOB = Descriptor.of("text/plain", "hello".getBytes(StandardCharsets.UTF_8));
    private static final String BLOB_PATH = "/v2/demo/tree/blobs/" + BLOB.digest();

    @RegisterExtension
    final ScriptedRegistry registry = new ScriptedRegistry();

    private Deletes deletes() {
        return registry.repository().capability(Deletes.class).orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 403, 409, 412})
    void a_written_manifest_counts_when_the_retry_is_refused(int status) {
        registry.on("PUT", PATH, status(504), status(status));
        registry.on("GET", PATH, manifest(MANIFEST));

        registry.repository().put(TAG, MANIFEST);

        assertThat(registry.requests()).containsExactly("PUT " + PATH, "PUT " + PATH, "GET " + PATH);
    }

    @Test
    void a_written_manifest_counts_when_no_response_arrives() {
        registry.on("PUT", PATH, status(500));
        registry.on("GET", PATH, manifest(MANIFEST));

        registry.repository().put(TAG, MANIFEST);
    }

    @Test
    void a_written_manifest_counts_when_every_connection_breaks() {
        registry.on("PUT", PATH, aResponse().withFault(Fault.EMPTY_RESPONSE));
        registry.on("GET", PATH, manifest(MANIFEST));

        registry.repository().put(TAG, MANIFEST);
    }

    @Test
    void a_manifest_that_was_not_written_is_an_error() {
        registry.on("PUT", PATH, status(500));
        registry.on("GET", PATH, manifest(OTHER));

        assertThatThrownBy(() -> registry.repository().put(TAG, MANIFEST)).isInstanceOf(UnreachableException.class);
    }

    @Test
    void a_refused_first_request_is_not_investigated() {
        registry.on("PUT", PATH, status(403));
        registry.on("GET", PATH, manifest(MANIFEST));

        assertThatThrownBy(() -> registry.repository().put(TAG, MANIFEST)).isInstanceOf(DeniedException.class);
        assertThat(registry.requests()).containsExactly("PUT " + PATH);
    }

    @Test
    void a_referrer_whose_response_was_lost_is_looked_for_in_the_registrys_list() {
        registry.on("PUT", "/v2/demo/tree/manifests/" + SIGNATURE.digest(), status(500));
        registry.on("GET", "/v2/demo/tree/manifests/" + SIGNATURE.digest(), manifest(SIGNATURE));
        registry.on(
                "GET",
                "/v2/demo/tree/referrers/" + MANIFEST.digest(),
                manifest(ImageIndex.builder()
                        .manifests(List.of(SIGNATURE.asReferrer()))
                        .build()));

        registry.repository().put(SIGNATURE.digest(), SIGNATURE);

        assertThat(registry.requests()).noneMatch(request -> request.contains("/manifests/sha256-"));
    }

    @Test
    void a_referrer_whose_response_was_lost_is_added_to_the_fallback_tag() {
        String fallback = "/v2/demo/tree/manifests/sha256-" + MANIFEST.digest().hex();
        registry.on("PUT", "/v2/demo/tree/manifests/" + SIGNATURE.digest(), status(500));
        registry.on("GET", "/v2/demo/tree/manifests/" + SIGNATURE.digest(), manifest(SIGNATURE));
        registry.on("PUT", fallback, status(201));

        registry.repository().put(SIGNATURE.digest(), SIGNATURE);

        assertThat(registry.requests()).contains("PUT " + fallback);
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 504, 520})
    void a_deletion_counts_when_its_retry_finds_nothing(int status) {
        registry.on("DELETE", PATH, status(status), status(404));
        registry.on("DELETE", BY_DIGEST, status(status), status(404));
        registry.on("DELETE", BLOB_PATH, status(status), status(404));

        deletes().untag(TAG);
        deletes().deleteManifest(MANIFEST.digest());
        deletes().deleteBlob(BLOB.digest());
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 403, 405, 409, 410})
    void a_deletion_counts_when_its_retry_is_refused_and_the_content_is_gone(int status) {
        for (String path : List.of(BY_DIGEST, PATH, BLOB_PATH)) {
            registry.on("DELETE", path, status(504), status(status));
            registry.on("HEAD", path, status(404));
        }

        deletes().deleteManifest(MANIFEST.digest());
        deletes().untag(TAG);
        deletes().deleteBlob(BLOB.digest());
    }

    @Test
    void a_deletion_whose_retry_is_refused_is_an_error_while_the_content_exists() {
        registry.on("DELETE", BLOB_PATH, status(504), status(403));
        registry.on("HEAD", BLOB_PATH, status(200));

        assertThatThrownBy(() -> deletes().deleteBlob(BLOB.digest())).isInstanceOf(DeniedException.class);
    }

    @Test
    void a_deletion_without_response_counts_when_the_content_is_gone() {
        registry.on("DELETE", PATH, status(500));

        deletes().untag(TAG);

        assertThat(registry.requests()).endsWith("HEAD " + PATH);
    }

    @Test
    void a_deletion_without_response_is_an_error_while_the_content_exists() {
        registry.on("DELETE", PATH, status(500));
        registry.on("HEAD", PATH, manifest(MANIFEST));

        assertThatThrownBy(() -> deletes().untag(TAG)).isInstanceOf(UnreachableException.class);
    }

    @Test
    void deleting_missing_content_is_an_error() {
        assertThatThrownBy(() -> deletes().untag(TAG)).isInstanceOf(NotFoundException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 403, 404, 405, 409, 410, 412, 422})
    void a_blob_that_another_client_finished_counts(int status) {
        registry.on("POST", "/v2/demo/tree/blobs/uploads/", status(202).withHeader("Location", "/up/1"));
        registry.on("PUT", "/up/1?digest=" + BLOB.digest(), status(status));
        registry.on("HEAD", BLOB_PATH, status(200).withHeader("Content-Length", "5"));

        registry.repository().write(BLOB, Content.of("hello".getBytes(StandardCharsets.UTF_8)));
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 502, 504, 520})
    void a_blob_that_was_stored_counts_when_every_response_fails(int status) {
        registry.on("POST", "/v2/demo/tree/blobs/uploads/", status(202).withHeader("Location", "/up/1"));
        registry.on("PUT", "/up/1?digest=" + BLOB.digest(), status(status));
        registry.on("GET", "/up/1", status(204).withHeader("Location", "/up/1").withHeader("Range", "0-0"));
        registry.on("HEAD", BLOB_PATH, status(200).withHeader("Content-Length", "5"));

        registry.repository().write(BLOB, Content.of("hello".getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void a_blob_whose_upload_failed_for_good_is_an_error() {
        registry.on("POST", "/v2/demo/tree/blobs/uploads/", status(202).withHeader("Location", "/up/1"));
        registry.on("PUT", "/up/1?digest=" + BLOB.digest(), status(500));

        assertThatThrownBy(() ->
                        registry.repository().write(BLOB, Content.of("hello".getBytes(StandardCharsets.UTF_8))))
                .isInstanceOf(UnreachableException.class);
    }

    @Test
    void a_lost_upload_session_is_not_called_a_missing_blob() {
        String unknown = "{\"errors\":[{\"code\":\"BLOB_UPLOAD_UNKNOWN\",\"message\":\"upload unknown\"}]}";
        registry.on("POST", "/v2/demo/tree/blobs/uploads/", status(202).withHeader("Location", "/up/1"));
        registry.on("PUT", "/up/1?digest=" + BLOB.digest(), status(404).withBody(unknown));

        assertThatThrownBy(() ->
                        registry.repository().write(BLOB, Content.of("hello".getBytes(StandardCharsets.UTF_8))))
                .isInstanceOf(UnreachableException.class)
                .hasMessageContaining("lost the upload session");
    }

    @Test
    void a_correct_tag_is_not_written_again() {
        registry.on("GET", PATH, manifest(MANIFEST));
        registry.on("HEAD", "/v2/demo/tree/manifests/v2", manifest(MANIFEST));

        registry.repository().tag(TAG, List.of(Tag.of("v2")));

        assertThat(registry.requests()).containsExactly("GET " + PATH, "HEAD /v2/demo/tree/manifests/v2");
    }

    @Test
    void a_tag_that_points_elsewhere_is_moved() {
        registry.on("GET", PATH, manifest(MANIFEST));
        registry.on("HEAD", "/v2/demo/tree/manifests/v2", manifest(OTHER));
        registry.on("PUT", "/v2/demo/tree/manifests/v2", status(201));

        registry.repository().tag(TAG, List.of(Tag.of("v2")));

        assertThat(registry.requests()).endsWith("PUT /v2/demo/tree/manifests/v2");
    }

    private static String error(String code, String message) {
        return "{\"errors\":[{\"code\":\"" + code + "\",\"message\":\"" + message + "\"}]}";
    }

    private void isImmutable(int status, String body) {
        registry.on("PUT", PATH, status(status).withBody(body));
        registry.on("GET", PATH, manifest(OTHER));
        Repository repository = registry.repository();

        assertThatThrownBy(() -> repository.put(TAG, MANIFEST))
                .isInstanceOf(DeniedException.class)
                .hasMessageContaining("immutable")
                .hasMessageContaining("v1");
    }

    @Test
    void an_immutable_tag_is_named_as_such() {
        isImmutable(400, error("TAG_INVALID", "The image tag 'v1' already exists and cannot be overwritten"));
        isImmutable(
                400, error("MANIFEST_INVALID", "cannot update tag v1. The repository has enabled tag immutability"));
        isImmutable(403, error("DENIED", "tag v1 is locked"));
        isImmutable(409, "");
        isImmutable(412, error("PRECONDITION", "configured as immutable, cannot be updated"));
        isImmutable(422, error("TAG_IMMUTABLE", ""));
        isImmutable(400, error("UNKNOWN", "the tag v1 is protected and may not be changed"));
        isImmutable(403, "Tag is write protected");
    }

    @Test
    void an_immutable_tag_that_is_already_correct_is_a_success() {
        registry.on("PUT", PATH, status(400).withBody(error("TAG_INVALID", "exists")));
        registry.on("GET", PATH, manifest(MANIFEST));

        registry.repository().put(TAG, MANIFEST);
    }

    @Test
    void the_error_for_a_malformed_tag_is_kept() {
        registry.on("PUT", PATH, status(400).withBody(error("TAG_INVALID", "tags must begin with a letter")));

        assertThatThrownBy(() -> registry.repository().put(TAG, MANIFEST))
                .isInstanceOf(OciException.class)
                .hasMessageContaining("tags must begin with a letter")
                .hasMessageNotContaining("immutable");
    }

    @Test
    void no_manifest_is_checked_twice() {
        registry.on("PUT", PATH, status(400).withBody(error("MANIFEST_INVALID", "no config")));

        assertThatThrownBy(() -> registry.repository().put(TAG, (Manifest) MANIFEST))
                .isInstanceOf(OciException.class);
        assertThat(registry.requests()).containsExactly("PUT " + PATH);
    }
}
