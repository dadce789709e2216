package dev.portolan.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portolan.error.DeniedException;
import dev.portolan.error.UnreachableException;
import dev.portolan.http.config.HostConfig;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Reference;
import dev.portolan.model.Tag;
import dev.portolan.port.Repository;
import dev.portolan.registry.server.Authentication;
import dev.portolan.registry.server.Fault;
import dev.portolan.registry.server.RegistryServer;
import org.junit.jupiter.api.Test;

/** What an error says when the mirrors of a registry failed before the registry itself. */
class MirrorFailuresTest {
    @Test
    void an_error_says_what_each_mirror_answered_when_the_registry_fails_too() {
        try (RegistryServer registry = RegistryServer.start();
                RegistryServer lacking = RegistryServer.start();
                RegistryServer broken = RegistryServer.start()) {
            String down = hostThatIsDown();
            registry.faults().add(Fault.status(503));
            broken.faults().add(Fault.status(500));
            try (HttpTransport transport = HttpTransport.builder()
                    .time(new TestTime())
                    .host(
                            registry.host(),
                            HostConfig.builder()
                                    .mirror(lacking.host())
                                    .mirror(broken.host())
                                    .mirror(down)
                                    .build())
                    .build()) {
                Repository repository = transport.open(registry.reference("demo/tree"));
                String tried = "its mirrors failed too (" + lacking.host() + ": MANIFEST_UNKNOWN";

                for (int again = 0; again < 2; again++) {
                    assertThatThrownBy(() -> repository.manifest(Tag.of("v1")))
                            .isInstanceOf(UnreachableException.class)
                            .hasMessageStartingWith(registry.host() + "/demo/tree: fetching manifest v1 failed: ")
                            .hasMessageContainingAll(
                                    tried, broken.host() + ": UNKNOWN", down + " refused the connection", "HTTP 503")
                            .hasMessageEndingWith("; try again later");
                }
                assertThatThrownBy(() -> repository.bytes(Descriptor.of("a/b", new byte[] {1})))
                        .hasMessageContainingAll("its mirrors failed too", "BLOB_UNKNOWN");
            }
        }
    }

    @Test
    void a_mirror_that_wants_a_login_is_named_when_the_registry_fails_too() {
        String down = hostThatIsDown();
        try (RegistryServer closed = RegistryServer.builder()
                        .authentication(Authentication.basic("me", "pw"))
                        .start();
                HttpTransport transport = mirrored(down, closed)) {
            assertThatThrownBy(() ->
                            transport.open(Reference.parse(down + "/demo/tree")).manifest(Tag.of("v1")))
                    .isInstanceOf(UnreachableException.class)
                    .hasMessageContaining("its mirror failed too (" + closed.host())
                    .hasMessageContaining("HTTP 401");
        }
    }

    @Test
    void a_mirror_that_is_mute_is_named_when_the_registry_denies() {
        try (RegistryServer registry = RegistryServer.start();
                RegistryServer mute = RegistryServer.start();
                HttpTransport transport = mirrored(registry.host(), mute)) {
            registry.faults().add(Fault.status(403));
            mute.faults().add(Fault.cut(0));

            assertThatThrownBy(() ->
                            transport.open(registry.reference("demo/tree")).manifest(Tag.of("v1")))
                    .isInstanceOf(DeniedException.class)
                    .hasMessageContaining("its mirror failed too (")
                    .hasMessageContaining(mute.host());
        }
    }

    @Test
    void what_is_nowhere_is_missing_and_nothing_else() {
        try (RegistryServer registry = RegistryServer.start();
                RegistryServer lacking = RegistryServer.start();
                HttpTransport transport = mirrored(registry.host(), lacking)) {
            assertThat(transport.open(registry.reference("demo/tree")).manifest(Tag.of("v1")))
                    .isEmpty();
        }
    }

    private static String hostThatIsDown() {
        try (RegistryServer server = RegistryServer.start()) {
            return server.host();
        }
    }

    private static HttpTransport mirrored(String registry, RegistryServer mirror) {
        return HttpTransport.builder()
                .time(new TestTime())
                .host(registry, HostConfig.builder().mirror(mirror.host()).build())
                .build();
    }
}
