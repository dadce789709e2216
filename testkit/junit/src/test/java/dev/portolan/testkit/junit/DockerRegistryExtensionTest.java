package dev.portolan.testkit.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portolan.testkit.peer.DockerRegistry;
import java.io.IOException;
import java.net.URI;
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

class DockerRegistryExtensionTest {
    private static final Set<DockerRegistry> SEEN = new HashSet<>();

    private static HttpResponse<Void> ask(String host) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://" + host + "/v2/"))
                                .build(),
                        HttpResponse.BodyHandlers.discarding());
    }

    @AfterAll
    static void all_processes_were_stopped() {
        assertThat(SEEN).allSatisfy(registry -> assertThat(registry.data()).doesNotExist());
    }

    @Nested
    @TestMethodOrder(MethodOrderer.MethodName.class)
    class In_a_static_field {
        @RegisterExtension
        static final DockerRegistryExtension REGISTRY = DockerRegistryExtension.create();

        @Test
        void one_process_for_the_class() throws Exception {
            assertThat(ask(REGISTRY.host()).statusCode()).isEqualTo(200);
            SEEN.add(REGISTRY.registry());
        }

        @Test
        void two_is_the_same(DockerRegistry registry) {
            assertThat(registry).isSameAs(REGISTRY.registry());
            assertThat(SEEN).contains(registry);
        }
    }

    @Nested
    class In_an_instance_field {
        @RegisterExtension
        final DockerRegistryExtension registry =
                DockerRegistryExtension.configured("  headers:\n    X-Test: [configured]\n");

        @Test
        void it_is_configured_as_was_said() throws Exception {
            assertThat(ask(registry.host()).headers().firstValue("X-Test")).contains("configured");
            SEEN.add(registry.registry());
        }
    }

    @Nested
    @ExtendWith(DockerRegistryExtension.class)
    class Named_by_the_class {
        @Test
        void a_test_that_asks_has_a_process_of_its_own(DockerRegistry registry) throws Exception {
            assertThat(ask(registry.host()).statusCode()).isEqualTo(200);
            assertThat(SEEN.add(registry)).isTrue();
        }
    }

    @Test
    void outside_a_test_there_is_no_server() {
        assertThatThrownBy(() -> DockerRegistryExtension.create().host()).isInstanceOf(IllegalStateException.class);
    }
}
