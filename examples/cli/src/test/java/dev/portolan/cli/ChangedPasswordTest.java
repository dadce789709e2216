package dev.portolan.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portolan.OciClient;
import dev.portolan.auth.DefaultCredentials;
import dev.portolan.auth.UserEnvironment;
import dev.portolan.error.UnauthenticatedException;
import dev.portolan.http.HttpTransport;
import dev.portolan.registry.server.Authentication;
import dev.portolan.registry.server.RegistryServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A program that lives on while its user's password is changed in the credential helper. */
@DisabledOnOs(OS.WINDOWS)
class ChangedPasswordTest {
    @TempDir
    Path work;

    private void helperKnows(String password) throws IOException {
        Path program = work.resolve("docker-credential-test");
        Files.writeString(program, """
                #!/bin/sh
                cat > /dev/null
                echo run >> '%s'
                echo '{"Username":"alice","Secret":"%s"}'
                """.formatted(work.resolve("runs"), password));
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    }

    private int runs() throws IOException {
        return Files.readAllLines(work.resolve("runs")).size();
    }

    private OciClient client() throws IOException {
        Files.writeString(work.resolve("config.json"), "{\"credsStore\":\"test\"}");
        return OciClient.of(HttpTransport.builder()
                .credentials(DefaultCredentials.of(UserEnvironment.of(
                        Map.of("DOCKER_CONFIG", work.toString(), "PATH", work + ":/usr/bin:/bin"), work)))
                .build());
    }

    private void theNewPasswordIsFound(Authentication authentication) throws IOException {
        helperKnows("old");
        try (RegistryServer registry =
                        RegistryServer.builder().authentication(authentication).start();
                OciClient client = client()) {
            String reference = registry.host() + "/demo/x:v1";
            assertThatThrownBy(() -> client.at(reference).exists()).isInstanceOf(UnauthenticatedException.class);
            int before = runs();

            helperKnows("new");

            assertThat(client.at(reference).exists()).isFalse();
            assertThat(runs()).isEqualTo(before + 1);
            assertThat(client.at(reference).exists()).isFalse();
            assertThat(runs()).isEqualTo(before + 1);
        }
    }

    @Test
    void the_new_password_is_found_when_the_registry_refuses_the_old_one() throws IOException {
        theNewPasswordIsFound(Authentication.basic("alice", "new"));
    }

    @Test
    void the_new_password_is_found_when_the_token_service_refuses_the_old_one() throws IOException {
        theNewPasswordIsFound(Authentication.token().user("alice", "new"));
    }
}
