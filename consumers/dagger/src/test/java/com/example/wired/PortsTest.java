package com.example.wired;

import static dev.portolan.testkit.assertion.PortolanAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import dagger.Component;
import dev.portolan.OciClient;
import dev.portolan.artifact.Artifact;
import dev.portolan.fs.dagger.FsModule;
import dev.portolan.model.Reference;
import dev.portolan.port.Transport;
import dev.portolan.registry.dagger.MemoryModule;
import dev.portolan.registry.server.RegistryServer;
import dev.portolan.testkit.junit.RegistryExtension;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(RegistryExtension.class)
class PortsTest {
    private static final Artifact LETTER = Artifact.builder()
            .file("letter.txt", "text/plain", new byte[] {1, 2, 3})
            .build();

    /** What a test lists in place of the module for HTTP. */
    @Component(modules = {MemoryModule.class, FsModule.class})
    interface MemoryPorts {
        Set<Transport> transports();
    }

    @Test
    void pushes_over_http(RegistryServer registry) {
        Set<Transport> transports = DaggerPorts.create().transports();

        try (OciClient client = OciClient.builder().transports(transports).build()) {
            client.push(registry.host() + "/demo/letter:v1", LETTER);
        }

        assertThat(registry.repository("demo/letter")).hasTags("v1");
    }

    @Test
    void pushes_into_memory() {
        MemoryModule memory = new MemoryModule();
        Set<Transport> transports = DaggerPortsTest_MemoryPorts.builder()
                .memoryModule(memory)
                .build()
                .transports();

        try (OciClient client = OciClient.builder().transports(transports).build()) {
            client.push("registry.example.com/demo/letter:v1", LETTER);
            assertThat(client.at("registry.example.com/demo/letter:v1").exists())
                    .isTrue();
        }

        assertThat(memory.memory().open(Reference.parse("registry.example.com/demo/letter")))
                .hasTags("v1");
    }
}
