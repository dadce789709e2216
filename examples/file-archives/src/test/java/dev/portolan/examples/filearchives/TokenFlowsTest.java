package dev.portolan.examples.filearchives;

import static dev.portolan.testkit.assertion.PortolanAssertions.assertThat;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portolan.OciClient;
import dev.portolan.archive.FileArchive;
import dev.portolan.archive.FileArchives;
import dev.portolan.auth.StaticCredentials;
import dev.portolan.registry.server.Authentication;
import dev.portolan.registry.server.RecordedRequest;
import dev.portolan.registry.server.RegistryServer;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TokenFlowsTest {
    private static final Pattern REFRESH_TOKEN = Pattern.compile("\"refresh_token\"\\s*:\\s*\"([^\"]+)\"");

    @TempDir
    Path temp;

    @ParameterizedTest
    @EnumSource
    void an_archive_is_pushed_and_read_with_each_kind_of_login(TokenFlow flow) throws Exception {
        Path source = Main.sample(temp.resolve("src"));
        try (RegistryServer registry = RegistryServer.builder()
                        .quirks(flow.quirks())
                        .authentication(flow.authentication())
                        .start();
                OciClient client =
                        Clients.with(StaticCredentials.of(registry.host(), flow.credential(refreshToken(registry))));
                FileArchives archives = FileArchives.of(client)) {
            registry.requests().clear();

            new Archives(archives).push(source, registry.host() + "/myorg/myarchive:v1.0.0");
            String text = new Archives(archives).read(registry.host() + "/myorg/myarchive:v1.0.0", "main.txt");

            assertThat(text).isEqualTo("the main file\n");
            List<RecordedRequest> exchanges = registry.requests().matching("* /token*");
            if (flow.exchange().isEmpty()) {
                assertThat(exchanges).isEmpty();
            } else {
                assertThat(exchanges)
                        .hasSizeBetween(1, 2)
                        .allSatisfy(exchange -> assertThat(exchange.line()).startsWith(flow.exchange()));
            }
            assertThat(registry.requests().all())
                    .filteredOn(request -> request.port() != registry.port())
                    .allSatisfy(request ->
                            assertThat(request.header("Authorization")).isEqualTo(Optional.empty()));
        }
    }

    /** The one that a login with the password gives, where the registry gives any. */
    private static String refreshToken(RegistryServer registry) throws IOException, InterruptedException {
        String login = Base64.getEncoder().encodeToString("sailor:acr_1".getBytes(UTF_8));
        HttpRequest request = HttpRequest.newBuilder(
                        registry.address().resolve("/token?offline_token=true&service=portolan-registry"))
                .header("Authorization", "Basic " + login)
                .build();
        String answer = HttpClient.newHttpClient()
                .send(request, BodyHandlers.ofString())
                .body();
        Matcher token = REFRESH_TOKEN.matcher(answer);
        return token.find() ? token.group(1) : "none";
    }

    @Test
    void reading_a_file_renews_a_token_that_has_expired() throws IOException {
        Path source = Main.sample(temp.resolve("src"));
        Authentication tokens = Authentication.token().user("sailor", "secret");
        try (RegistryServer registry =
                        RegistryServer.builder().authentication(tokens).start();
                OciClient client = Clients.withPassword(registry.host(), "sailor", "secret");
                FileArchives archives = FileArchives.of(client)) {
            String reference = registry.host() + "/myorg/myarchive:v1.0.0";
            new Archives(archives).push(source, reference);
            try (FileArchive archive = archives.pull(reference)) {
                registry.revokeTokens();
                registry.requests().clear();

                assertThat(archive.readString("main.txt")).isEqualTo("the main file\n");

                assertThat(registry.requests().all())
                        .extracting(RecordedRequest::status)
                        .containsExactly(401, 200, 206);
            }
        }
    }

    @Test
    void reading_a_file_costs_a_challenge_and_a_token_once_and_nothing_more() throws IOException {
        Path source = Main.sample(temp.resolve("src"));
        try (RegistryServer registry = RegistryServer.builder()
                        .authentication(Authentication.token().user("sailor", "secret"))
                        .start();
                OciClient pusher = Clients.withPassword(registry.host(), "sailor", "secret");
                OciClient reader = Clients.withPassword(registry.host(), "sailor", "secret");
                FileArchives archives = FileArchives.of(reader)) {
            String reference = registry.host() + "/myorg/myarchive:v1.0.0";
            new Archives(FileArchives.of(pusher)).push(source, reference);
            String manifest = "GET /v2/myorg/myarchive/manifests/v1.0.0";
            String blob = "GET /v2/myorg/myarchive/blobs/*";
            registry.requests().clear();

            try (FileArchive archive = archives.pull(reference)) {
                archive.readString("main.txt");
                assertThat(registry.requests()).containsExactly(manifest, "GET /token", manifest, blob, blob);
                registry.requests().clear();

                archive.readString("config.json");
                assertThat(registry.requests()).containsExactly(blob);
                registry.requests().clear();
            }
            try (FileArchive again = archives.pull(reference)) {
                again.readString("main.txt");
                assertThat(registry.requests()).containsExactly(manifest, blob, blob);
            }
        }
    }

    @Test
    void a_fully_cached_file_costs_no_token() throws IOException {
        Path source = Main.sample(temp.resolve("src"));
        try (RegistryServer registry = RegistryServer.builder()
                        .authentication(Authentication.token().user("sailor", "secret"))
                        .start();
                OciClient client = cachingClient(registry);
                FileArchives archives = Main.withCache(client, temp.resolve("cache"))) {
            String reference = registry.host() + "/myorg/myarchive:v1.0.0";
            new Archives(archives).push(source, reference);
            new Archives(archives).read(reference, "main.txt");
            registry.requests().clear();

            try (OciClient later = cachingClient(registry);
                    FileArchives cached = Main.withCache(later, temp.resolve("cache"))) {
                assertThat(new Archives(cached).read(reference, "main.txt")).isEqualTo("the main file\n");
            }

            assertThat(registry.requests()).isEmpty();
        }
    }

    private OciClient cachingClient(RegistryServer registry) {
        return Clients.withCaches(
                StaticCredentials.password(registry.host(), "sailor", "secret"), temp.resolve("cache"));
    }
}
