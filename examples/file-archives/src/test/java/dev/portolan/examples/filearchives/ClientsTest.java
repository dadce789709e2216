package dev.portolan.examples.filearchives;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.portolan.OciClient;
import dev.portolan.archive.FileArchives;
import dev.portolan.auth.DefaultCredentials;
import dev.portolan.auth.UserEnvironment;
import dev.portolan.error.UnauthenticatedException;
import dev.portolan.registry.memory.InMemoryTransport;
import dev.portolan.registry.server.Authentication;
import dev.portolan.registry.server.RegistryServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClientsTest {
    @TempDir
    Path temp;

    private Path source;

    @BeforeEach
    void a_directory() throws IOException {
        source = Main.sample(temp.resolve("src"));
    }

    private String pushAndRead(OciClient client, String host) {
        try (client;
                FileArchives archives = FileArchives.of(client)) {
            String reference = host + "/myorg/myarchive:latest";
            new Archives(archives).push(source, reference);
            return new Archives(archives).read(reference, "main.txt");
        }
    }

    @Test
    void with_dockers_config() throws IOException {
        try (RegistryServer registry = RegistryServer.builder()
                .authentication(Authentication.basic("username", "password"))
                .start()) {
            String login = Base64.getEncoder().encodeToString("username:password".getBytes(UTF_8));
            Files.writeString(
                    temp.resolve("config.json"),
                    "{\"auths\": {\"" + registry.host() + "\": {\"auth\": \"" + login + "\"}}}");
            UserEnvironment environment = UserEnvironment.of(Map.of("DOCKER_CONFIG", temp.toString()), temp);

            assertThat(pushAndRead(Clients.with(DefaultCredentials.of(environment)), registry.host()))
                    .isNotEmpty();
        }
    }

    @Test
    void with_a_password() {
        try (RegistryServer registry = RegistryServer.builder()
                .authentication(Authentication.basic("username", "password"))
                .start()) {
            OciClient client = Clients.withPassword(registry.host(), "username", "password");

            assertThat(pushAndRead(client, registry.host())).isNotEmpty();
        }
    }

    @Test
    void with_a_token() {
        try (RegistryServer registry = RegistryServer.builder()
                .authentication(Authentication.bearer("your-token"))
                .start()) {
            assertThat(pushAndRead(Clients.withToken(registry.host(), "your-token"), registry.host()))
                    .isNotEmpty();
        }
    }

    @Test
    void a_login_for_another_registry_is_not_used() {
        try (RegistryServer registry = RegistryServer.builder()
                .authentication(Authentication.bearer("your-token"))
                .start()) {
            OciClient client = Clients.withToken("ghcr.io", "your-token");

            assertThatExceptionOfType(UnauthenticatedException.class)
                    .isThrownBy(() -> pushAndRead(client, registry.host()));
        }
    }

    @Test
    void without_credentials() {
        try (RegistryServer registry = RegistryServer.start()) {
            assertThat(pushAndRead(Clients.anonymous(), registry.host())).isNotEmpty();

            assertThat(registry.requests().all())
                    .allSatisfy(request ->
                            assertThat(request.header("Authorization")).isEmpty());
        }
    }

    @Test
    void with_the_logins_of_this_machine() {
        try (RegistryServer registry = RegistryServer.start()) {
            assertThat(pushAndRead(Clients.withDockerConfig(), registry.host())).isNotEmpty();
        }
    }

    @Test
    void over_plain_http() {
        try (RegistryServer registry = RegistryServer.start()) {
            assertThat(pushAndRead(Clients.withPlainHttp(), "0.0.0.0:" + registry.port()))
                    .isNotEmpty();
        }
    }

    @Test
    void with_another_transport_instead_of_http() {
        OciClient client = Clients.withOtherTransport(InMemoryTransport.asRegistry());

        assertThat(pushAndRead(client, "ghcr.io")).isNotEmpty();
    }
}
