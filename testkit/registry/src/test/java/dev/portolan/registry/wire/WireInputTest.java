package dev.portolan.registry.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class WireInputTest {

    /** Gives one byte at a time, as a client does that wants to hold a thread for as long as it can. */
    private static WireInput trickling(String text, Duration longestHead) {
        InputStream bytes = new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII));
        InputStream trickle = new InputStream() {
            @Override
            public int read() throws IOException {
                return bytes.read();
            }

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                return bytes.read(into, offset, 1);
            }
        };
        return new WireInput(trickle, longestHead);
    }

    @Test
    void a_slow_head_is_abandoned_after_its_time_limit() {
        WireInput input = trickling("GET / HTTP/1.1\r\n", Duration.ZERO);
        input.beginHead();

        assertThatThrownBy(() -> input.line(100, 414))
                .isInstanceOfSatisfying(
                        MalformedRequestException.class,
                        e -> assertThat(e.status()).isEqualTo(408));
    }

    @Test
    void the_lines_of_a_body_have_no_time_limit() throws IOException {
        WireInput input = trickling("5\r\n", Duration.ZERO);
        input.beginHead();
        input.endHead();

        assertThat(input.line(100, 400)).isEqualTo("5");
    }
}
