package dev.portolan.http;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static dev.portolan.http.ScriptedRegistry.manifest;
import static dev.portolan.http.ScriptedRegistry.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import dev.portolan.error.ContentMismatchException;
import dev.portolan.error.DeniedException;
import dev.portolan.error.InvalidManifestException;
import dev.portolan.error.UnauthenticatedException;
import dev.portolan.error.UnsupportedException;
import dev.portolan.model.ImageManifest;
import dev.portolan.model.Manifest;
import dev.portolan.model.MediaTypes;
import dev.portolan.model.Tag;
import dev.portolan.port.Deletes;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How registries answer about manifests, odd ways included. */
class ManifestAnswersTest {
    private static final ImageManifest MANIFEST =
            ImageManifest.builder().artifactType("application/x.test").build();
    private static final String PATH = "/v2/demo/tree/manifests/v1";
    private static final Tag TAG = Tag.of("v1");

    @RegisterExtension
    final ScriptedRegistry registry = new ScriptedRegistry();

    @Test
    void all_media_types_are_accepted_in_one_request() {
        registry.on("GET", PATH, manifest(MANIFEST));

        registry.repository().manifest(TAG);

        assertThat(registry.received().get(0).getHeader("Accept"))
                .contains(
                        MediaTypes.IMAGE_MANIFEST,
                        MediaTypes.IMAGE_INDEX,
                        MediaTypes.DOCKER_MANIFEST,
                        MediaTypes.DOCKER_MANIFEST_LIST);
    }

    @Test
    void media_type_parameters_are_ignored() {
        registry.on(
                "GET",
                PATH,
                aResponse()
                        .withHeader("Content-Type", MediaTypes.IMAGE_MANIFEST + "; charset=utf-8")
                        .withBody(MANIFEST.bytes()));

        assertThat(registry.repository().manifest(TAG)).contains(MANIFEST);
    }

    @Test
    void a_type_that_contradicts_the_manifests_own_is_refused() {
        registry.on(
                "GET",
                PATH,
                aResponse().withHeader("Content-Type", MediaTypes.IMAGE_INDEX).withBody(MANIFEST.bytes()));

        assertThatThrownBy(() -> registry.repository().manifest(TAG)).isInstanceOf(InvalidManifestException.class);
    }

    @Test
    void schema_1_is_refused_by_name() {
        registry.on(
                "GET",
                PATH,
                aResponse()
                        .withHeader("Content-Type", "application/vnd.docker.distribution.manifest.v1+prettyjws")
                        .withBody("{\"schemaVersion\":1,\"name\":\"demo/tree\",\"tag\":\"v1\"}"));

        assertThatThrownBy(() -> registry.repository().manifest(TAG))
                .isInstanceOf(InvalidManifestException.class)
                .hasMessageContaining("schema 1");
    }

    @Test
    void the_digest_is_that_of_the_bytes_whatever_the_header_says() {
        registry.on("GET", PATH, manifest(MANIFEST).withHeader("Docker-Content-Digest", "sha256:" + "0".repeat(64)));

        assertThat(registry.repository().manifest(TAG).map(Manifest::digest)).contains(MANIFEST.digest());
    }

    @Test
    void a_manifest_with_another_digest_is_refused() {
        registry.on(
                "GET",
                "/v2/demo/tree/manifests/" + MANIFEST.digest(),
                manifest(ImageManifest.builder()
                        .artifactType("application/x.other")
                        .build()));

        assertThatThrownBy(() -> registry.repository().manifest(MANIFEST.digest()))
                .isInstanceOf(ContentMismatchException.class);
    }

    @Test
    void a_manifest_that_the_registry_stores_as_another_digest_is_a_failure() {
        Manifest other =
                ImageManifest.builder().artifactType("application/x.other").build();
        registry.on(
                "PUT",
                PATH,
                status(201).withHeader("Docker-Content-Digest", other.digest().toString()));
        registry.on("GET", PATH, manifest(other));

        assertThatThrownBy(() -> registry.repository().put(TAG, MANIFEST))
                .isInstanceOf(ContentMismatchException.class)
                .hasMessageContaining("stored it as another digest");
    }

    @Test
    void after_a_put_what_is_stored_counts_and_not_a_wrong_header() {
        registry.on("PUT", PATH, status(201).withHeader("Docker-Content-Digest", "sha256:" + "0".repeat(64)));
        registry.on("GET", PATH, manifest(MANIFEST));

        registry.repository().put(TAG, MANIFEST);

        assertThat(registry.requests()).containsExactly("PUT " + PATH, "GET " + PATH);
    }

    @Test
    void a_manifest_is_sent_byte_for_byte_as_received() {
        byte[] odd = new String(MANIFEST.bytes(), StandardCharsets.UTF_8)
                .replace("{\"schemaVersion\"", "{\n\t \"x-unknown\" : 1e2 , \"schemaVersion\"")
                .getBytes(StandardCharsets.UTF_8);
        registry.on(
                "GET",
                PATH,
                aResponse()
                        .withHeader("Content-Type", MediaTypes.IMAGE_MANIFEST)
                        .withBody(odd));
        registry.on("PUT", "/v2/demo/tree/manifests/v2", status(201));

        registry.repository().tag(TAG, List.of(Tag.of("v2")));

        assertThat(registry.received().get(2).getBody()).isEqualTo(odd);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 403, 405, 406, 501})
    void a_registry_that_refuses_head_is_asked_with_get(int status) {
        headIsMadeGood(status(status));

        assertThat(registry.repository().resolve(TAG)).contains(MANIFEST.descriptor());
    }

    @Test
    void the_reason_for_refusing_head_and_get_is_reported() {
        registry.on("HEAD", PATH, status(403));
        registry.on(
                "GET",
                PATH,
                status(403).withBody("{\"errors\":[{\"code\":\"DENIED\",\"message\":\"the quota is used up\"}]}"));

        assertThatThrownBy(() -> registry.repository().resolve(TAG))
                .isInstanceOf(DeniedException.class)
                .hasMessageContaining("the quota is used up");
    }

    private void headIsMadeGood(ResponseDefinitionBuilder head) {
        registry.on("HEAD", PATH, head);
        registry.on("GET", PATH, manifest(MANIFEST));

        assertThat(registry.repository().resolve(TAG).orElseThrow().digest()).isEqualTo(MANIFEST.digest());
        assertThat(registry.requests()).containsExactly("HEAD " + PATH, "GET " + PATH);
    }

    @Test
    void after_a_head_without_digest_a_get_is_sent() {
        headIsMadeGood(status(200)
                .withHeader("Content-Type", MediaTypes.IMAGE_MANIFEST)
                .withHeader("Content-Length", Integer.toString(MANIFEST.bytes().length)));
    }

    @Test
    void after_a_compressed_head_a_get_is_sent() {
        headIsMadeGood(status(200)
                .withHeader("Content-Type", MediaTypes.IMAGE_MANIFEST)
                .withHeader("Content-Encoding", "gzip")
                .withHeader("Content-Length", "20")
                .withHeader("Docker-Content-Digest", MANIFEST.digest().toString()));
    }

    @Test
    void after_a_head_that_is_not_allowed_a_get_is_sent() {
        headIsMadeGood(status(405));
    }

    @Test
    void after_a_head_with_a_malformed_digest_a_get_is_sent() {
        headIsMadeGood(status(200)
                .withHeader("Content-Type", MediaTypes.IMAGE_MANIFEST)
                .withHeader("Content-Length", "20")
                .withHeader("Docker-Content-Digest", "sha256:short"));
    }

    @Test
    void a_missing_manifest_is_absent() {
        assertThat(registry.repository().manifest(TAG)).isEmpty();
    }

    @Test
    void denied_access_is_reported_as_denied() {
        registry.on("GET", PATH, status(403));

        assertThatThrownBy(() -> registry.repository().manifest(TAG))
                .isInstanceOfSatisfying(
                        DeniedException.class, e -> assertThat(e.status()).isEqualTo(403));
    }

    @Test
    void unauthorized_access_is_reported() {
        registry.on("GET", PATH, status(401));

        assertThatThrownBy(() -> registry.repository().manifest(TAG))
                .isInstanceOfSatisfying(
                        UnauthenticatedException.class,
                        e -> assertThat(e.status()).isEqualTo(401));
    }

    @Test
    void the_html_page_of_a_proxy_is_not_a_manifest() {
        registry.on(
                "GET", PATH, aResponse().withHeader("Content-Type", "text/html").withBody("<html>Log in</html>"));

        assertThatThrownBy(() -> registry.repository().manifest(TAG)).isInstanceOf(InvalidManifestException.class);
    }

    @Test
    void a_manifest_beyond_the_limit_is_refused() {
        registry.on(
                "GET",
                PATH,
                aResponse()
                        .withHeader("Content-Type", MediaTypes.IMAGE_MANIFEST)
                        .withBody(new byte[Manifest.LARGEST + 10]));

        assertThatThrownBy(() -> registry.repository().manifest(TAG)).isInstanceOf(InvalidManifestException.class);
    }

    @Test
    void deleting_only_the_tag_may_be_unsupported() {
        registry.on("DELETE", PATH, status(405));

        assertThatThrownBy(() -> registry.repository()
                        .capability(Deletes.class)
                        .orElseThrow()
                        .untag(TAG))
                .isInstanceOf(UnsupportedException.class)
                .hasMessageContaining("not single tags");
    }

    @Test
    void removing_a_tag_keeps_the_other_tags_of_its_manifest() {
        registry.on("DELETE", PATH, status(202));

        registry.repository().capability(Deletes.class).orElseThrow().untag(TAG);

        assertThat(registry.requests()).containsExactly("DELETE " + PATH);
    }
}
