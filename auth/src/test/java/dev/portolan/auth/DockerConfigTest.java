package dev.portolan.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portolan.port.Credential;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DockerConfigTest {
    @TempDir
    Path dir;

    @Test
    void an_entry_is_for_its_registry_alone() throws IOException {
        Path file = Files.writeString(
                dir.resolve("config.json"), "{\"auths\":{\"ghcr.io\":{\"auth\":\"YWxpY2U6c2VjcmV0\"}}}");

        DockerConfig config = DockerConfig.of(file);

        assertThat(config.credential("ghcr.io", "demo/tree")).contains(Credential.password("alice", "secret"));
        assertThat(config.credential("quay.io", "demo/tree")).isEmpty();
    }
}
