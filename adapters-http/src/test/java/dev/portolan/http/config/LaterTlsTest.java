package dev.portolan.http.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.portolan.error.InvalidConfigurationException;
import dev.portolan.http.HttpTransport;
import dev.portolan.registry.server.RegistryServer;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;

class LaterTlsTest {
    @Test
    void settings_are_created_once_when_needed() throws Exception {
        AtomicInteger made = new AtomicInteger();
        SSLContext context = SSLContext.getDefault();
        Tls tls = Tls.later(() -> {
            made.incrementAndGet();
            return Tls.of(context);
        });
        assertThat(made).hasValue(0);

        assertThat(tls.context()).isSameAs(context);
        assertThat(tls.context()).isSameAs(context);
        assertThat(made).hasValue(1);
    }

    @Test
    void plain_http_never_creates_them_and_https_reports_their_errors() {
        Tls broken = Tls.later(
                () -> Tls.builder().trustAlso("no certificate".getBytes()).build());
        HostConfig config = HostConfig.builder().tlsWhereUsed(broken).build();
        try (RegistryServer registry = RegistryServer.start();
                HttpTransport transport =
                        HttpTransport.builder().defaults(config).build()) {
            transport.check(registry.host());

            assertThatExceptionOfType(InvalidConfigurationException.class)
                    .isThrownBy(() -> transport.check("registry.invalid"));
        }
    }
}
