package dev.portolan.examples.analysiscache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.portolan.OciClient;
import dev.portolan.artifact.PackedArtifact;
import dev.portolan.auth.StaticCredentials;
import dev.portolan.error.UnauthenticatedException;
import dev.portolan.http.HttpTransport;
import dev.portolan.model.Descriptor;
import dev.portolan.port.CredentialSource;
import dev.portolan.registry.server.Authentication;
import dev.portolan.registry.server.Quirk;
import dev.portolan.registry.server.RecordedRequest;
import dev.portolan.registry.server.RegistryProfile;
import dev.portolan.registry.server.RegistryServer;
import dev.portolan.registry.server.RegistryServerBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a registry sees of who is asking. */
class LoginTest {
    private static final String TOKEN = "a-fixed-token";

    @TempDir
    Path temp;

    private PackedArtifact snapshot;

    @BeforeEach
    void a_snapshot() throws IOException {
        snapshot = new SnapshotPacker("0.9.1", Clock.systemUTC()).pack(SampleExport.write(temp.resolve("export")));
    }

    private static RegistryServerBuilder registry(Authentication authentication) {
        return RegistryServer.builder().authentication(authentication);
    }

    private static OciClient client(CredentialSource credentials) {
        return OciClient.of(HttpTransport.builder().credentials(credentials).build());
    }

    private void push(OciClient client, RegistryServer registry) {
        new CacheRegistry(client)
                .push(
                        registry.host(),
                        "org/lei-cache",
                        List.of("latest"),
                        snapshot.manifest().bytes(),
                        snapshot.blobs());
    }

    private void pull(OciClient client, RegistryServer registry) {
        CacheRegistry caches = new CacheRegistry(client);
        caches.pullManifest(registry.host(), "org/lei-cache", "latest");
        for (Descriptor layer : snapshot.manifest().layers()) {
            assertThat(caches.pullBlob(
                            registry.host(), "org/lei-cache", layer.digest().toString()))
                    .hasSize((int) layer.size());
        }
    }

    private static List<Optional<String>> authorizations(RegistryServer registry) {
        return registry.requests().all().stream()
                .map(request -> request.header("Authorization"))
                .toList();
    }

    @Test
    void a_token_is_sent_to_its_registry_only() {
        try (RegistryServer asking = registry(Authentication.bearer(TOKEN)).start();
                RegistryServer other = RegistryServer.start();
                OciClient client = client(StaticCredentials.token(asking.host(), TOKEN))) {
            push(client, asking);
            pull(client, asking);
            push(client, other);
            pull(client, other);

            assertThat(authorizations(asking)).isNotEmpty().containsOnly(Optional.of("Bearer " + TOKEN));
            assertThat(authorizations(other)).isNotEmpty().containsOnly(Optional.empty());
        }
    }

    @Test
    void without_a_token_requests_are_anonymous() {
        try (RegistryServer open = RegistryServer.start();
                OciClient client = OciClient.of(HttpTransport.create())) {
            push(client, open);
            pull(client, open);

            assertThat(authorizations(open)).isNotEmpty().containsOnly(Optional.empty());
        }
    }

    @Test
    void without_a_token_a_registry_that_requires_one_is_an_error() {
        try (RegistryServer asking = registry(Authentication.bearer(TOKEN)).start();
                OciClient client = OciClient.of(HttpTransport.create())) {
            assertThatExceptionOfType(UnauthenticatedException.class).isThrownBy(() -> push(client, asking));
        }
    }

    @Test
    void a_challenge_is_answered_with_a_token_of_the_token_service() {
        Authentication tokens = Authentication.token().user("ci", "secret");
        try (RegistryServer asking =
                        registry(tokens).profile(RegistryProfile.GHCR).start();
                OciClient client = client(StaticCredentials.password(asking.host(), "ci", "secret"))) {
            push(client, asking);
            pull(client, asking);

            List<RecordedRequest> refused = asking.requests().all().stream()
                    .filter(request -> request.status() == 401)
                    .toList();
            assertThat(refused).hasSize(1);
            assertThat(asking.requests().matching("* /v2/org/*"))
                    .filteredOn(request -> request.status() < 400 && request.port() == asking.port())
                    .isNotEmpty()
                    .allSatisfy(request -> assertThat(request.header("Authorization"))
                            .hasValueSatisfying(value -> assertThat(value).startsWith("Bearer ")));
        }
    }

    @Test
    void a_public_repository_issues_tokens_to_anyone() {
        Authentication tokens = Authentication.token().user("ci", "secret").anonymous("org/*:pull");
        try (RegistryServer asking =
                        registry(tokens).profile(RegistryProfile.GHCR).start();
                OciClient owner = client(StaticCredentials.password(asking.host(), "ci", "secret"));
                OciClient anybody = OciClient.of(HttpTransport.create())) {
            push(owner, asking);

            pull(anybody, asking);
        }
    }

    @Test
    void a_redirect_to_blob_storage_is_followed_without_credentials() {
        try (RegistryServer asking = registry(Authentication.bearer(TOKEN))
                        .quirks(Quirk.REDIRECTS_BLOBS)
                        .start();
                OciClient client = client(StaticCredentials.token(asking.host(), TOKEN))) {
            push(client, asking);
            pull(client, asking);

            int storage = asking.storagePort().orElseThrow();
            assertThat(asking.requests().all())
                    .filteredOn(request -> request.port() == storage)
                    .hasSize(2)
                    .allSatisfy(request ->
                            assertThat(request.header("Authorization")).isEmpty());
        }
    }
}
