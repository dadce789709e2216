package com.example;

import static dev.portolan.testkit.assertion.PortolanAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.portolan.OciClient;
import dev.portolan.artifact.Artifact;
import dev.portolan.http.HttpTransport;
import dev.portolan.registry.server.RegistryServer;
import dev.portolan.testkit.junit.RegistryExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(RegistryExtension.class)
class LetterTest {
    @Test
    void pushes_to_the_registry_of_the_extension(RegistryServer registry) {
        Artifact letter = Artifact.builder()
                .file("letter.txt", "text/plain", new byte[] {1, 2, 3})
                .build();
        try (OciClient client = OciClient.of(HttpTransport.create())) {
            client.push(registry.host() + "/demo/letter:v1", letter);
        }

        assertThat(registry.repository("demo/letter")).hasTags("v1");
    }

    @Test
    void runs_on_the_version_that_this_project_asks_for() {
        String jar = TestInfo.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .getPath();

        assertTrue(jar.contains("junit-jupiter-api-5."), jar);
    }
}
