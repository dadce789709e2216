package dev.portolan.guide;

import static dev.portolan.testkit.assertion.PortolanAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dagger.Component;
import dev.portolan.OciClient;
import dev.portolan.artifact.StoredArtifact;
import dev.portolan.auth.StaticCredentials;
import dev.portolan.error.ContentMismatchException;
import dev.portolan.fs.LayoutTransport;
import dev.portolan.fs.dagger.FsModule;
import dev.portolan.http.HttpTransport;
import dev.portolan.http.config.Tls;
import dev.portolan.model.Reference;
import dev.portolan.model.Tag;
import dev.portolan.port.Repository;
import dev.portolan.port.Transport;
import dev.portolan.registry.dagger.MemoryModule;
import dev.portolan.registry.memory.InMemoryTransport;
import dev.portolan.registry.server.Authentication;
import dev.portolan.registry.server.Fault;
import dev.portolan.registry.server.Quirk;
import dev.portolan.registry.server.RegistryProfile;
import dev.portolan.registry.server.RegistryServer;
import dev.portolan.registry.tls.CertificateAuthority;
import dev.portolan.testkit.contract.RepositoryContract;
import dev.portolan.testkit.fixture.Fixtures;
import dev.portolan.testkit.junit.DockerRegistryExtension;
import dev.portolan.testkit.junit.RegistryExtension;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The examples of docs/testing.md; {@link GuideTextTest} compares them. */
class TestingGuideTest {

    @Test
    void publishes_to_memory() {
        InMemoryTransport registries = InMemoryTransport.asRegistry();
        try (OciClient client = OciClient.of(registries)) {
            new Publisher(client).publish("registry.example.com/demo/letter:v1", "Dear reader,");
        }

        Repository letter = registries.open(Reference.parse("registry.example.com/demo/letter"));
        assertThat(letter).hasTags("v1").isWhole(Tag.of("v1"));
    }

    @Component(modules = {MemoryModule.class, FsModule.class})
    interface TestComponent {
        Set<Transport> transports();
    }

    @Test
    void publishes_through_dagger() {
        MemoryModule memory = new MemoryModule();
        TestComponent component = DaggerTestingGuideTest_TestComponent.builder()
                .memoryModule(memory)
                .build();

        try (OciClient client =
                OciClient.builder().transports(component.transports()).build()) {
            new Publisher(client).publish("registry.example.com/demo/letter:v1", "Dear reader,");
        }

        assertThat(memory.memory().open(Reference.parse("registry.example.com/demo/letter")))
                .hasTags("v1");
    }

    @ExtendWith(RegistryExtension.class)
    @Nested
    class PublisherTest {
        @Test
        void publishes_over_http(RegistryServer registry) {
            try (OciClient client = OciClient.of(HttpTransport.create())) {
                new Publisher(client).publish(registry.host() + "/demo/letter:v1", "Dear reader,");
            }

            assertThat(registry.repository("demo/letter")).hasTags("v1").isWhole(Tag.of("v1"));
        }
    }

    @Nested
    class OneForTheClass {
        @RegisterExtension
        static final RegistryExtension REGISTRY =
                RegistryExtension.of(() -> RegistryServer.builder().profile(RegistryProfile.ECR));

        @Test
        void publishes_where_blobs_are_redirected() {
            RegistryServer registry = REGISTRY.server();
            try (OciClient client = OciClient.of(HttpTransport.create())) {
                new Publisher(client).publish(registry.host() + "/demo/letter:v1", "Dear reader,");

                try (StoredArtifact letter =
                        client.at(registry.host() + "/demo/letter:v1").artifact()) {
                    assertThat(letter.bytes(letter.layers().get(0))).asString().isEqualTo("Dear reader,");
                }
            }
        }
    }

    @Nested
    class OnARegistryThatOthersMade {
        @RegisterExtension
        static final DockerRegistryExtension DOCKER = DockerRegistryExtension.create();

        @Test
        void publishes_there_as_well() {
            try (OciClient client = OciClient.of(HttpTransport.create())) {
                new Publisher(client).publish(DOCKER.host() + "/demo/letter:v1", "Dear reader,");

                assertThat(client.at(DOCKER.host() + "/demo/letter:v1").exists())
                        .isTrue();
            }
        }
    }

    @Test
    void the_second_push_sends_no_content() {
        try (RegistryServer registry = RegistryServer.start();
                OciClient client = OciClient.of(HttpTransport.create())) {
            Publisher publisher = new Publisher(client);
            publisher.publish(registry.host() + "/demo/letter:v1", "Dear reader,");
            registry.requests().clear();

            publisher.publish(registry.host() + "/demo/letter:v1", "Dear reader,");

            assertThat(registry.requests())
                    .hasCount("HEAD *", registry.requests().all().size());
            assertThat(registry.requests()).doesNotContain("P* /v2/demo/letter/blobs/*");
        }
    }

    @Test
    void a_manifest_is_one_request() {
        try (RegistryServer registry = RegistryServer.start();
                OciClient client = OciClient.of(HttpTransport.create())) {
            new Publisher(client).publish(registry.host() + "/demo/letter:v1", "Dear reader,");
            registry.requests().clear();

            client.at(registry.host() + "/demo/letter:v1").manifest();

            assertThat(registry.requests()).containsExactly("GET /v2/demo/letter/manifests/v1");
        }
    }

    @Test
    void a_transient_failure_is_hidden() {
        try (RegistryServer registry = RegistryServer.start();
                OciClient client = OciClient.of(HttpTransport.create())) {
            registry.faults()
                    .add(Fault.status(503).method("PUT").path("*/manifests/*").nth(1));

            new Publisher(client).publish(registry.host() + "/demo/letter:v1", "Dear reader,");

            assertThat(registry.requests()).hasCount("PUT /v2/demo/letter/manifests/v1", 2);
            assertThat(registry.repository("demo/letter")).isWhole(Tag.of("v1"));
        }
    }

    @Test
    void damaged_content_is_never_accepted() {
        try (RegistryServer registry = RegistryServer.start();
                OciClient client = OciClient.of(HttpTransport.create())) {
            new Publisher(client).publish(registry.host() + "/demo/letter:v1", "Dear reader,");
            registry.faults().add(Fault.corrupt(3).method("GET").path("*/blobs/*"));

            try (StoredArtifact letter =
                    client.at(registry.host() + "/demo/letter:v1").artifact()) {
                assertThatThrownBy(() -> letter.bytes(letter.layers().get(0)))
                        .isInstanceOf(ContentMismatchException.class);
            }
        }
    }

    @Test
    void alice_publishes_with_a_token() {
        Authentication authentication = Authentication.token()
                .user("alice", "secret")
                .user("ci", "hook", "demo/*:pull")
                .anonymous("public/*:pull");
        try (RegistryServer registry =
                        RegistryServer.builder().authentication(authentication).start();
                OciClient alice = OciClient.of(HttpTransport.builder()
                        .credentials(StaticCredentials.password(registry.host(), "alice", "secret"))
                        .build())) {
            new Publisher(alice).publish(registry.host() + "/demo/letter:v1", "Dear reader,");

            assertThat(registry.requests()).contains("GET /token");
        }
    }

    @Test
    void storage_gets_no_credentials() {
        try (RegistryServer registry = RegistryServer.builder()
                        .authentication(Authentication.basic("alice", "secret"))
                        .quirks(Quirk.REDIRECTS_BLOBS)
                        .start();
                OciClient alice = OciClient.of(HttpTransport.builder()
                        .credentials(StaticCredentials.password(registry.host(), "alice", "secret"))
                        .build())) {
            new Publisher(alice).publish(registry.host() + "/demo/letter:v1", "Dear reader,");

            try (StoredArtifact letter =
                    alice.at(registry.host() + "/demo/letter:v1").artifact()) {
                letter.bytes(letter.layers().get(0));
            }

            assertThat(registry.requests())
                    .sentNoCredentialsTo(registry.storagePort().orElseThrow());
        }
    }

    @Test
    void tls_with_a_certificate_of_the_test() {
        CertificateAuthority authority = CertificateAuthority.create();
        Tls tls = Tls.builder()
                .trustAlso(authority.pem().getBytes(StandardCharsets.UTF_8))
                .build();
        try (RegistryServer registry = RegistryServer.builder().tls(authority).start();
                OciClient client = OciClient.of(HttpTransport.builder().tls(tls).build())) {
            new Publisher(client).publish(registry.host() + "/demo/letter:v1", "Dear reader,");

            assertThat(registry.address()).hasScheme("https");
        }
    }

    @Test
    void a_layout_is_served(@TempDir Path bundle) {
        try (OciClient files = OciClient.of(LayoutTransport.create())) {
            new Publisher(files).publish("oci-layout:" + bundle + ":v1", "Dear reader,");
        }
        try (RegistryServer registry = RegistryServer.builder()
                        .transport(LayoutTransport.create())
                        .layouts(bundle)
                        .start();
                OciClient client = OciClient.of(HttpTransport.create())) {
            assertThat(client.at(registry.host() + "/any/name:v1").exists()).isTrue();
        }
    }

    @Test
    void graphs_for_tests() {
        InMemoryTransport registries = InMemoryTransport.asRegistry();
        try (OciClient client = OciClient.of(registries);
                Repository from = client.open("one.example.com/demo/graph");
                Repository to = client.open("two.example.com/demo/graph")) {
            Fixtures.Graph graph = Fixtures.seeded(42).graph(from);
            from.put(Tag.of("v1"), graph.root());

            client.copy("one.example.com/demo/graph:v1", "two.example.com/demo/graph:v1");

            assertThat(to).holdsTheSameAs(from, Tag.of("v1"));
        }
    }

    @Nested
    class MyRepositoryTest extends RepositoryContract {
        @TempDir
        Path directory;

        @Override
        protected Repository freshRepository() {
            return LayoutTransport.create().open(Reference.of(Reference.OCI_LAYOUT, directory.toString()));
        }

        @Override
        protected boolean takesSha512() {
            return false; // the tests of SHA-512 are skipped
        }
    }
}
