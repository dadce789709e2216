package dev.portolan.examples.infraartifacts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.portolan.OciClient;
import dev.portolan.error.UnreachableException;
import dev.portolan.http.HttpTransport;
import dev.portolan.http.config.HostConfig;
import dev.portolan.registry.server.RegistryServer;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which registries are spoken to over HTTPS. The registry here is not called by a name of the loopback address. */
class SecureConnectionTest {
    private final RegistryServer registry = RegistryServer.start();
    private final String host = "0.0.0.0:" + registry.port();
    private final Set<String> schemes = new ConcurrentSkipListSet<>();

    @AfterEach
    void stop() {
        registry.close();
    }

    private boolean exists(HttpTransport.Builder transport, String host) {
        try (OciClient client = OciClient.of(transport
                .listener(event -> schemes.add(event.uri().getScheme()))
                .build())) {
            return new InfraArtifacts(client).exists(host + "/myorg/api:v1");
        }
    }

    @Test
    void a_registry_is_contacted_over_https_by_default() {
        HttpTransport.Builder transport = HttpTransport.builder()
                .defaults(HostConfig.builder().attempts(1).build());

        assertThatExceptionOfType(UnreachableException.class).isThrownBy(() -> exists(transport, host));

        assertThat(schemes).containsExactly("https");
    }

    @Test
    void plain_http_can_be_requested() {
        HttpTransport.Builder transport = HttpTransport.builder()
                .host(host, HostConfig.builder().plainHttp(true).build());

        assertThat(exists(transport, host)).isFalse();

        assertThat(schemes).containsExactly("http");
    }

    @Test
    void loopback_addresses_use_plain_http() {
        assertThat(exists(HttpTransport.builder(), registry.host())).isFalse();

        assertThat(schemes).containsExactly("http");
    }
}
