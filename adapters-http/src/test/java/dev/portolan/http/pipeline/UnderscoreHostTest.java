package dev.portolan.http.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portolan.error.InvalidReferenceException;
import dev.portolan.error.UnreachableException;
import dev.portolan.http.config.HostName;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UnderscoreHostTest {
    @ParameterizedTest
    @CsvSource({
        "http://127.0.0.1:5000, http://127.0.0.1:5000",
        "https://127.0.0.1, https://127.0.0.1",
        "http://[::1]:5000, http://[0:0:0:0:0:0:0:1]:5000"
    })
    void a_host_is_reached_by_its_address(String named, String address) {
        assertThat(UnderscoreHost.address(URI.create(named))).isEqualTo(URI.create(address));
    }

    @Test
    void an_unresolvable_name_is_named() {
        assertThatThrownBy(() -> UnderscoreHost.address(URI.create("http://no_such_host.invalid:5000")))
                .isInstanceOf(UnreachableException.class)
                .hasMessageContaining("cannot resolve the host name no_such_host.invalid");
    }

    @ParameterizedTest
    @ValueSource(strings = {"my_registry", "my_registry:5000", "a_b.example:1"})
    void a_host_with_an_underscore_can_be_configured(String host) {
        assertThat(HostName.checked(host)).isEqualTo(host);
    }

    @ParameterizedTest
    @ValueSource(strings = {"my_registry:", "my_registry/x", "http://my_registry", "me:pw@my_registry", "my registry_"})
    void a_malformed_host_is_refused(String host) {
        assertThatThrownBy(() -> HostName.checked(host))
                .isInstanceOf(InvalidReferenceException.class)
                .hasMessageNotContaining("pw");
    }
}
