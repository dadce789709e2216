package dev.portolan.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portolan.content.Content;
import dev.portolan.error.UnauthenticatedException;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.Reference;
import dev.portolan.port.Credential;
import dev.portolan.port.Repository;
import dev.portolan.testkit.peer.DockerRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against Debian's docker-registry with an htpasswd file. */
class BasicLoginTest {
    private static final String PASSWORD = "se cret:ü";
    private static final String HASH = "$2b$04$fUj4VMMeWZHscck9ifI/0ecCnEyQazTWIQXBpYec7xN623mZEFJ62";
    private static final Digest NOTHING = Digest.sha256("nothing".getBytes(StandardCharsets.UTF_8));

    private final RequestLog log = new RequestLog();

    @TempDir
    Path directory;

    private DockerRegistry registry;

    @BeforeEach
    void start() throws IOException {
        Path htpasswd = Files.writeString(directory.resolve("htpasswd"), "sailor:" + HASH + "\n");
        registry = DockerRegistry.start("auth:\n  htpasswd:\n    realm: test\n    path: " + htpasswd + "\n");
    }

    @AfterEach
    void stop() {
        if (registry != null) {
            registry.close();
        }
    }

    private Repository open(HttpTransport transport) {
        return transport.open(Reference.parse(registry.host() + "/demo/tree"));
    }

    private HttpTransport transport(Credential credential) {
        return HttpTransport.builder()
                .listener(log)
                .credentials((host, repository) -> Optional.of(credential))
                .build();
    }

    @Test
    void a_password_is_sent_after_the_first_challenge_and_then_with_every_request() {
        try (HttpTransport transport = transport(Credential.password("sailor", PASSWORD))) {
            Repository repository = open(transport);

            assertThat(repository.stat(NOTHING)).isEmpty();
            repository.write("text/plain", Content.of(PASSWORD.getBytes(StandardCharsets.UTF_8)));

            assertThat(log.take()).containsExactly("HEAD 401", "HEAD 404", "POST 202", "PATCH 202", "PUT 201");
        }
    }

    @Test
    void a_wrong_password_is_unauthenticated_and_never_shown() {
        try (HttpTransport transport = transport(Credential.password("sailor", "parrot"))) {
            assertThatThrownBy(() -> open(transport).stat(NOTHING))
                    .isInstanceOf(UnauthenticatedException.class)
                    .hasMessageContaining("the credentials were refused")
                    .hasMessageNotContaining("parrot");
        }
    }

    @Test
    void without_credentials_the_message_asks_for_them() {
        try (HttpTransport transport = HttpTransport.create()) {
            assertThatThrownBy(() -> open(transport).manifest(NOTHING))
                    .isInstanceOf(UnauthenticatedException.class)
                    .hasMessageContaining("there are no credentials for ");
            assertThatThrownBy(() ->
                            open(transport).write(Descriptor.of("text/plain", new byte[1]), Content.of(new byte[1])))
                    .isInstanceOf(UnauthenticatedException.class);
        }
    }
}
