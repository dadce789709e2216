package dev.portolan.testkit.junit;

import static dev.portolan.testkit.assertion.PortolanAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portolan.registry.server.Fault;
import dev.portolan.registry.server.RegistryServer;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

class RegistryExtensionTest {
    private static final Set<RegistryServer> SEEN = new HashSet<>();

    private static int ask(RegistryServer server) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(server.address().resolve("/v2/")).build(),
                        HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    @AfterAll
    static void all_servers_were_stopped() throws InterruptedException {
        assertThat(SEEN).hasSizeGreaterThanOrEqualTo(5);
        for (RegistryServer server : SEEN) {
            long before = server.requests().count();
            try {
                ask(server);
            } catch (IOException e) {
                continue;
            }
            // Somebody answered: another program, to whom the system has given the port since.
            assertThat(server.requests().count()).isEqualTo(before);
        }
    }

    @Nested
    @ExtendWith(RegistryExtension.class)
    class Named_by_the_class {
        @Test
        void a_test_that_asks_has_a_server(RegistryServer server) throws Exception {
            assertThat(ask(server)).isEqualTo(200);
            assertThat(SEEN.add(server)).isTrue();
        }

        @Test
        void another_test_has_another_one(RegistryServer server, RegistryServer again) throws Exception {
            assertThat(ask(server)).isEqualTo(200);
            assertThat(again).isSameAs(server);
            assertThat(SEEN.add(server)).isTrue();
        }
    }

    @Nested
    class In_an_instance_field {
        @RegisterExtension
        final RegistryExtension registry = RegistryExtension.of(
                () -> RegistryServer.builder().fault(Fault.status(503).nth(1)));

        @Test
        void a_test_has_the_server_that_was_described() throws Exception {
            assertThat(ask(registry.server())).isEqualTo(503);
            assertThat(SEEN.add(registry.server())).isTrue();
        }

        @Test
        void another_test_has_another_one(RegistryServer server) throws Exception {
            assertThat(ask(server)).isEqualTo(503);
            assertThat(server).isSameAs(registry.server());
            assertThat(SEEN.add(server)).isTrue();
        }
    }

    @Nested
    @TestMethodOrder(MethodOrderer.MethodName.class)
    class In_a_static_field {
        @RegisterExtension
        static final RegistryExtension REGISTRY = RegistryExtension.of(RegistryServer::builder);

        @Test
        void one_server_for_the_class() throws Exception {
            assertThat(SEEN.add(REGISTRY.server())).isTrue();
            REGISTRY.server().faults().add(Fault.status(500));
            assertThat(ask(REGISTRY.server())).isEqualTo(500);
        }

        @Test
        void two_has_forgotten_the_requests_and_faults_of_the_test_before() throws Exception {
            assertThat(SEEN).contains(REGISTRY.server());
            assertThat(REGISTRY.server().requests()).isEmpty();
            assertThat(ask(REGISTRY.server())).isEqualTo(200);
        }

        @Nested
        class And_in_a_class_within {
            @Test
            void it_is_still_the_same(RegistryServer server) {
                assertThat(SEEN).contains(server);
            }
        }
    }

    @Test
    void outside_a_test_there_is_no_server() {
        assertThatThrownBy(() -> RegistryExtension.of(RegistryServer::builder).server())
                .isInstanceOf(IllegalStateException.class);
    }
}
