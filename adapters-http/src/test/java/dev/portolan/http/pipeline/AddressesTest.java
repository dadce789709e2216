package dev.portolan.http.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;

class AddressesTest {
    @Test
    void an_error_says_that_only_the_first_of_several_addresses_was_tried() throws UnknownHostException {
        InetAddress first = InetAddress.getByName("192.0.2.1");
        InetAddress second = InetAddress.getByName("2001:db8::1");

        assertThat(Addresses.note(first, second)).isEqualTo(" (tried 192.0.2.1, the first of its 2 addresses)");
    }

    @Test
    void a_host_with_one_address_needs_no_note() {
        assertThat(Addresses.note(URI.create("http://127.0.0.1:1/"))).isEmpty();
    }
}
