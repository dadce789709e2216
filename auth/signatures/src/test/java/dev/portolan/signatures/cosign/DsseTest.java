package dev.portolan.signatures.cosign;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DsseTest {

    /** The example of protocol.md. Signer and verifier share this encoding, so a fault in it would go unnoticed. */
    @Test
    void type_and_payload_are_signed_with_their_lengths() {
        byte[] signed = Dsse.preAuthenticationEncoding("http://example.com/HelloWorld", "hello world".getBytes(UTF_8));

        assertThat(new String(signed, UTF_8)).isEqualTo("DSSEv1 29 http://example.com/HelloWorld 11 hello world");
    }
}
