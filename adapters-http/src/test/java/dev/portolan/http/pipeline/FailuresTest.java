package dev.portolan.http.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portolan.http.wire.Request;
import java.io.IOException;
import java.net.ProtocolException;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FailuresTest {
    private static Request request(String scheme) {
        return Request.of("GET", URI.create(scheme + "://localhost:5000/v2/"), "listing tags", "localhost:5000/demo");
    }

    @Test
    void a_broken_connection_is_described_without_class_names() {
        IOException broken = new IOException("java.lang.IllegalArgumentException: For input string: \"5000, 5000\"");

        assertThat(Failures.of(request("http"), broken))
                .hasMessage("localhost:5000/demo: listing tags failed: the connection to localhost:5000 broke: "
                        + "For input string: \"5000, 5000\"");
    }

    @Test
    void a_chunked_body_that_ends_too_early_is_described_without_the_state_of_the_client() {
        assertThat(Failures.of(request("http"), new IOException("chunked transfer encoding, state: READING_DATA")))
                .hasMessage("localhost:5000/demo: listing tags failed: the connection to localhost:5000 broke: "
                        + "the body was cut off");
    }

    @ParameterizedTest
    @CsvSource({"CR expected, newer JDKs refuse trailers", "Invalid chunk header, check the registry"})
    void a_response_that_is_not_http_is_called_so(String words, String advice) {
        IOException malformed = new IOException(words, new ProtocolException(words));

        assertThat(Failures.of(request("http"), malformed))
                .hasMessageContainingAll(
                        "localhost:5000 sent a response that is not valid HTTP: " + words + "; " + advice);
    }

    @ParameterizedTest
    @CsvSource({"http, ; check whether it expects HTTPS", "https, ''"})
    void a_connection_that_is_closed_at_once_may_expect_https(String scheme, String advice) {
        IOException closed = new IOException("HTTP/1.1 header parser received no bytes");

        assertThat(Failures.of(request(scheme), closed))
                .hasMessage("localhost:5000/demo: listing tags failed: localhost:5000 closed the connection without a "
                        + "response" + advice);
    }
}
