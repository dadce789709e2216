package dev.portolan.http.wire;

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
        "http://[::1]:5000, http://[0:0:0:0:0:0:0:1]:5000",
        "http://127.0.0.1:5000/v2/a?b=c%2F, http://127.0.0.1:5000/v2/a?b=c%2F",
        "http://me@127.0.0.1/v2/, http://127.0.0.1/v2/"
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

    @Test
    void an_address_that_a_registry_names_is_looked_up_too() {
        assertThatThrownBy(() ->
                        Uris.resolve(URI.create("http://127.0.0.1:5000/v2/"), "http://no_such_host.invalid/token"))
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
