package dev.portolan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dagger.Component;
import dev.portolan.OciClient;
import dev.portolan.artifact.Artifact;
import dev.portolan.fs.LayoutTransport;
import dev.portolan.fs.OciArchiveTransport;
import dev.portolan.fs.dagger.FsModule;
import dev.portolan.http.HttpTransport;
import dev.portolan.http.dagger.HttpModule;
import dev.portolan.model.Reference;
import dev.portolan.port.Transport;
import dev.portolan.registry.dagger.MemoryModule;
import dev.portolan.registry.server.RegistryServer;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One module per adapter wires a client, and another module replaces the registry by one in memory. */
class DaggerSwapTest {
    @TempDir
    Path work;

    @Singleton
    @Component(modules = {HttpModule.class, FsModule.class})
    interface Real {
        Set<Transport> transports();
    }

    @Component(modules = {MemoryModule.class, FsModule.class})
    interface InMemory {
        Set<Transport> transports();
    }

    /** An application; it does not know its transports. */
    private static List<String> publish(Set<Transport> transports, String registry, Path work) {
        try (OciClient client = OciClient.builder().transports(transports).build()) {
            String where = registry + "/demo/letter:v1";
            client.push(where, artifact(), "latest");
            client.copy(where, "oci-layout:" + work.resolve("layout") + ":v1");
            return Stream.of(
                            client.at(where).resolve().digest(),
                            client.at(registry + "/demo/letter:latest")
                                    .resolve()
                                    .digest(),
                            client.at("oci-layout:" + work.resolve("layout") + ":v1")
                                    .resolve()
                                    .digest())
                    .map(Object::toString)
                    .toList();
        }
    }

    private static Artifact artifact() {
        return Artifact.builder()
                .file("letter.txt", "text/plain", "Dear reader,\n".getBytes(StandardCharsets.UTF_8))
                .build();
    }

    @Test
    void the_registry_is_swapped_for_memory_by_naming_another_module() {
        Set<Transport> inMemory = DaggerDaggerSwapTest_InMemory.create().transports();

        List<String> digests = publish(inMemory, "registry.example", work);

        assertThat(digests).hasSize(3).containsOnly(digests.get(0));
    }

    @Test
    void the_same_application_works_with_the_real_modules() {
        try (RegistryServer registry = RegistryServer.start()) {
            List<String> digests = publish(DaggerDaggerSwapTest_Real.create().transports(), registry.host(), work);

            assertThat(digests).hasSize(3).containsOnly(digests.get(0));
            assertThat(registry.repository("demo/letter").tags()).hasSize(2);
        }
    }

    @Test
    void dagger_makes_the_same_client_as_the_builders() {
        Set<Transport> wired = DaggerDaggerSwapTest_Real.create().transports();
        List<Transport> built = List.of(HttpTransport.create(), LayoutTransport.create(), OciArchiveTransport.create());

        assertThat(wired)
                .extracting(Transport::getClass)
                .extracting(Class::getName)
                .containsAll(built.stream().map(one -> one.getClass().getName()).toList());
        assertThat(schemes(wired)).contains(Reference.REGISTRY, Reference.OCI_LAYOUT, Reference.OCI_ARCHIVE);
    }

    private static Set<String> schemes(Set<Transport> transports) {
        return transports.stream()
                .flatMap(transport -> transport.schemes().stream())
                .collect(Collectors.toSet());
    }
}
