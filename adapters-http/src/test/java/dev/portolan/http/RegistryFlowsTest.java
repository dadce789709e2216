package dev.portolan.http;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.absent;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.request;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static dev.portolan.http.ScriptedRegistry.manifest;
import static dev.portolan.http.ScriptedRegistry.status;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import dev.portolan.content.Content;
import dev.portolan.model.Descriptor;
import dev.portolan.model.ImageManifest;
import dev.portolan.model.Tag;
import dev.portolan.port.Credential;
import dev.portolan.port.Repository;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A push and a pull at the registries that people use, as exact scripts: each request with its address and its
 * {@code Authorization}, in its order, at each host, and not one more.
 */
class RegistryFlowsTest {
    private static final byte[] BYTES = "hello".getBytes(StandardCharsets.UTF_8);
    private static final Descriptor BLOB = Descriptor.of("text/plain", BYTES);
    private static final ImageManifest MANIFEST = ImageManifest.builder()
            .artifactType("application/x.test")
            .layer(BLOB)
            .build();
    private static final Tag TAG = Tag.of("v1");

    @RegisterExtension
    final ScriptedRegistry registry = new ScriptedRegistry();

    @RegisterExtension
    final ScriptedRegistry service = new ScriptedRegistry();

    @RegisterExtension
    final ScriptedRegistry storage = new ScriptedRegistry();

    private final List<String> atRegistry = new ArrayList<>();
    private final List<String> atService = new ArrayList<>();
    private final List<String> atStorage = new ArrayList<>();

    /** The next request that is expected, as {@code METHOD ADDRESS} or {@code METHOD ADDRESS <AUTHORIZATION>}. */
    private static void next(
            ScriptedRegistry host, List<String> script, String line, ResponseDefinitionBuilder answer) {
        script.add(line);
        String[] words = line.split(" ", 3);
        host.on(request(words[0], urlEqualTo(words[1]))
                .withHeader(
                        "Authorization",
                        words.length < 3 ? absent() : equalTo(words[2].substring(1, words[2].length() - 1)))
                .willReturn(answer));
    }

    private void registry(String line, ResponseDefinitionBuilder answer) {
        next(registry, atRegistry, line, answer);
    }

    private void service(String line, ResponseDefinitionBuilder answer) {
        next(service, atService, line, answer);
    }

    private void storage(String line, ResponseDefinitionBuilder answer) {
        next(storage, atStorage, line, answer);
    }

    private Repository open(Credential credential, String name) {
        return registry.repository(registry.transport(credential), name);
    }

    private static void push(Repository repository) {
        assertThat(repository.resolve(TAG)).isEmpty();
        assertThat(repository.stat(BLOB.digest())).isEmpty();
        repository.write(BLOB, Content.of(BYTES));
        repository.put(TAG, MANIFEST);
    }

    private static void pull(Repository repository) {
        assertThat(repository.manifest(TAG)).contains(MANIFEST);
        assertThat(repository.bytes(BLOB)).isEqualTo(BYTES);
    }

    private void wentAsWritten() {
        assertThat(registry.requests()).containsExactlyElementsOf(atRegistry);
        assertThat(service.requests()).containsExactlyElementsOf(atService);
        assertThat(storage.requests()).containsExactlyElementsOf(atStorage);
    }

    private static String basic(String user, String password) {
        String pair = user + ":" + password;
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    private static ResponseDefinitionBuilder challenge(String text) {
        return status(401)
                .withHeader("Content-Type", "application/json")
                .withHeader("Docker-Distribution-Api-Version", "registry/2.0")
                .withHeader("WWW-Authenticate", text)
                .withBody("{\"errors\":[{\"code\":\"UNAUTHORIZED\",\"message\":\"authentication required\"}]}");
    }

    private static ResponseDefinitionBuilder created() {
        return status(201).withHeader("Docker-Content-Digest", BLOB.digest().toString());
    }

    private static ResponseDefinitionBuilder session(String location) {
        return status(202)
                .withHeader("Location", location)
                .withHeader("Range", "0-0")
                .withHeader("Docker-Upload-UUID", "7a3f");
    }

    /** What follows once there is a token: is it there, then the upload, then the manifest. */
    private void pushed(String path, String authorization, String location, String uploadTo) {
        String with = " <" + authorization + ">";
        registry("HEAD " + path + "/manifests/v1" + with, status(404));
        registry("HEAD " + path + "/blobs/" + BLOB.digest() + with, status(404));
        registry("POST " + path + "/blobs/uploads/?digest=" + BLOB.digest() + with, session(location));
        registry("PUT " + uploadTo + with, created());
        registry("PUT " + path + "/manifests/v1" + with, status(201));
    }

    @Test
    void docker_hub() {
        String path = "/v2/sailor/tree";
        String bearer = "Bearer realm=\"" + service.at("/token")
                + "\",service=\"registry.docker.io\",scope=\"repository:sailor/tree:pull\"";
        registry("HEAD " + path + "/manifests/v1", challenge(bearer));
        service(
                "GET /token?service=registry.docker.io&scope=repository:sailor/tree:pull%2Cpush <"
                        + basic("sailor", "dckr_pat_1") + ">",
                okJson("{\"token\":\"writer\",\"access_token\":\"writer\",\"expires_in\":300,"
                        + "\"issued_at\":\"2025-01-01T00:00:00.1Z\"}"));
        pushed(
                path,
                "Bearer writer",
                registry.at(path + "/blobs/uploads/7a3f?_state=a-b_c%3D%3D"),
                path + "/blobs/uploads/7a3f?_state=a-b_c%3D%3D&digest=" + BLOB.digest());

        registry("GET " + path + "/manifests/v1", challenge(bearer));
        service(
                "GET /token?service=registry.docker.io&scope=repository:sailor/tree:pull",
                okJson("{\"token\":\"reader\",\"access_token\":\"reader\",\"expires_in\":300}"));
        registry("GET " + path + "/manifests/v1 <Bearer reader>", manifest(MANIFEST));
        registry(
                "GET " + path + "/blobs/" + BLOB.digest() + " <Bearer reader>",
                status(307).withHeader("Location", storage.at("/registry-v2/data?verify=1700-aB%2Fc%3D")));
        storage("GET /registry-v2/data?verify=1700-aB%2Fc%3D", aResponse().withBody(BYTES));

        push(open(Credential.password("sailor", "dckr_pat_1"), "sailor/tree"));
        pull(open(Credential.anonymous(), "sailor/tree"));
        wentAsWritten();
    }

    @Test
    void ghcr() {
        String path = "/v2/sailor/tree";
        String bearer = "Bearer realm=\"" + registry.at("/token")
                + "\",service=\"ghcr.io\",scope=\"repository:sailor/tree:pull\"";
        String login = " <" + basic("sailor", "ghp_1") + ">";
        registry("HEAD " + path + "/manifests/v1", challenge(bearer));
        registry(
                "GET /token?service=ghcr.io&scope=repository:sailor/tree:pull%2Cpush" + login,
                okJson("{\"token\":\"d3JpdGVy\"}"));
        pushed(
                path,
                "Bearer d3JpdGVy",
                "/v2/sailor/tree/blobs/upload/7a3f",
                "/v2/sailor/tree/blobs/upload/7a3f?digest=" + BLOB.digest());

        registry("GET " + path + "/manifests/v1", challenge(bearer));
        registry(
                "GET /token?service=ghcr.io&scope=repository:sailor/tree:pull" + login,
                okJson("{\"token\":\"cmVhZGVy\"}"));
        registry("GET " + path + "/manifests/v1 <Bearer cmVhZGVy>", manifest(MANIFEST));
        registry(
                "GET " + path + "/blobs/" + BLOB.digest() + " <Bearer cmVhZGVy>",
                status(307).withHeader("Location", storage.at("/ghcr1/blobs/x?se=2025&sig=a%2Bb&sp=r")));
        storage("GET /ghcr1/blobs/x?se=2025&sig=a%2Bb&sp=r", aResponse().withBody(BYTES));

        push(open(Credential.password("sailor", "ghp_1"), "sailor/tree"));
        pull(open(Credential.password("sailor", "ghp_1"), "sailor/tree"));
        wentAsWritten();
    }

    @Test
    void ecr() {
        String path = "/v2/demo/tree";
        String login = basic("AWS", "eyJwYXlsb2FkIjoi");
        String challenge = "Basic realm=\"" + registry.at("/") + "\",service=\"ecr.amazonaws.com\"";
        registry("HEAD " + path + "/manifests/v1", challenge(challenge));
        pushed(
                path,
                login,
                registry.at(path + "/blobs/uploads/7a3f"),
                path + "/blobs/uploads/7a3f?digest=" + BLOB.digest());

        registry("GET " + path + "/manifests/v1", challenge(challenge));
        registry("GET " + path + "/manifests/v1 <" + login + ">", manifest(MANIFEST));
        registry(
                "GET " + path + "/blobs/" + BLOB.digest() + " <" + login + ">",
                status(307)
                        .withHeader("Location", storage.at("/bucket/x?X-Amz-Security-Token=a%2F&X-Amz-Signature=b")));
        storage(
                "GET /bucket/x?X-Amz-Security-Token=a%2F&X-Amz-Signature=b",
                aResponse().withBody(BYTES));

        push(open(Credential.password("AWS", "eyJwYXlsb2FkIjoi"), "demo/tree"));
        pull(open(Credential.password("AWS", "eyJwYXlsb2FkIjoi"), "demo/tree"));
        wentAsWritten();
    }

    @Test
    void artifact_registry() {
        String path = "/v2/sea/ports/tree";
        String bearer = "Bearer realm=\"" + registry.at("/v2/token") + "\",service=\"us-docker.pkg.dev\","
                + "scope=\"repository:sea/ports/tree:pull\"";
        String login = " <" + basic("oauth2accesstoken", "ya29.1") + ">";
        registry("HEAD " + path + "/manifests/v1", challenge(bearer));
        registry(
                "GET /v2/token?service=us-docker.pkg.dev&scope=repository:sea/ports/tree:pull%2Cpush" + login,
                okJson("{\"token\":\"writer\",\"expires_in\":43200,\"issued_at\":\"2025-01-01T00:00:00Z\"}"));
        pushed(
                path,
                "Bearer writer",
                "/artifacts-uploads/namespaces/sea/repositories/ports/uploads/7a3f",
                "/artifacts-uploads/namespaces/sea/repositories/ports/uploads/7a3f?digest=" + BLOB.digest());

        registry("GET " + path + "/manifests/v1", challenge(bearer));
        registry(
                "GET /v2/token?service=us-docker.pkg.dev&scope=repository:sea/ports/tree:pull" + login,
                okJson("{\"token\":\"reader\",\"expires_in\":43200}"));
        registry("GET " + path + "/manifests/v1 <Bearer reader>", manifest(MANIFEST));
        // To another path of the registry itself, which wants the token, too.
        registry(
                "GET " + path + "/blobs/" + BLOB.digest() + " <Bearer reader>",
                status(302).withHeader("Location", registry.at("/artifacts-downloads/namespaces/sea/downloads/x")));
        registry(
                "GET /artifacts-downloads/namespaces/sea/downloads/x <Bearer reader>",
                aResponse().withBody(BYTES));

        push(open(Credential.password("oauth2accesstoken", "ya29.1"), "sea/ports/tree"));
        pull(open(Credential.password("oauth2accesstoken", "ya29.1"), "sea/ports/tree"));
        wentAsWritten();
    }

    @Test
    void acr() {
        String path = "/v2/demo/tree";
        String bearer = "Bearer realm=\"" + service.at("/oauth2/token")
                + "\",service=\"sea.azurecr.io\",scope=\"repository:demo/tree:pull\"";
        registry("HEAD " + path + "/manifests/v1", challenge(bearer));
        service("POST /oauth2/token", okJson("{\"access_token\":\"acr\"}"));
        pushed(
                path,
                "Bearer acr",
                "/v2/demo/tree/blobs/uploads/7a3f?_nouploadcache=false&_state=Ab-_",
                "/v2/demo/tree/blobs/uploads/7a3f?_nouploadcache=false&_state=Ab-_&digest=" + BLOB.digest());

        registry("GET " + path + "/manifests/v1", challenge(bearer));
        service("POST /oauth2/token", okJson("{\"access_token\":\"acr\"}"));
        registry("GET " + path + "/manifests/v1 <Bearer acr>", manifest(MANIFEST));
        registry(
                "GET " + path + "/blobs/" + BLOB.digest() + " <Bearer acr>",
                status(307).withHeader("Location", storage.at("/container/x?sv=2018&sr=b&sig=a%2Bb%3D&regid=1")));
        storage(
                "GET /container/x?sv=2018&sr=b&sig=a%2Bb%3D&regid=1",
                aResponse().withBody(BYTES));

        push(open(Credential.identityToken("refresh+me/=="), "demo/tree"));
        pull(open(Credential.identityToken("refresh+me/=="), "demo/tree"));
        wentAsWritten();
        assertThat(service.received().stream().map(one -> one.getBodyAsString()))
                .containsExactly(form("repository:demo/tree:pull%2Cpush"), form("repository:demo/tree:pull"));
    }

    private static String form(String scope) {
        return "grant_type=refresh_token&client_id=portolan&service=sea.azurecr.io&scope=" + scope
                + "&refresh_token=refresh%2Bme/%3D%3D";
    }
}
