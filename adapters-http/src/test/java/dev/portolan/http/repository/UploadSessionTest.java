package dev.portolan.http.repository;

import static dev.portolan.http.repository.FakeRegistry.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portolan.error.UnsupportedException;
import dev.portolan.http.wire.Request;
import dev.portolan.model.DigestAlgorithm;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What registries say of an upload under way. */
class UploadSessionTest {

    private static UploadSession session(Map<String, String> headers) {
        Map<String, String> all = new HashMap<>(headers);
        all.putIfAbsent("Location", "/up/1");
        FakeRegistry registry = new FakeRegistry(request -> answer(request, 202, all, ""));
        return new Uploads(registry.api()).start(DigestAlgorithm.SHA256);
    }

    @ParameterizedTest
    @CsvSource({"0-9,10", "bytes=0-9,10", "0-0,0", "0--1,0", "nonsense,0", "1-9,0"})
    void the_range_header_gives_the_received_bytes(String range, long received) {
        assertThat(session(Map.of("Range", range)).received()).isEqualTo(OptionalLong.of(received));
    }

    @Test
    void missing_headers_are_unknown_values() {
        assertThat(session(Map.of()).received()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"1048576,1048576", "-5,0", "much,0", "99999999999999999999,0"})
    void the_minimum_chunk_size_is_the_registrys_if_it_is_valid(String length, long minimum) {
        assertThat(session(Map.of("OCI-Chunk-Min-Length", length)).minimum()).isEqualTo(minimum);
    }

    @Test
    void an_upload_is_not_redirected_from_https_to_plain_http() {
        assertThatThrownBy(() -> session(Map.of("Location", "http://storage.example/up?sig=1")))
                .isInstanceOf(UnsupportedException.class)
                .hasMessageContaining("plain http")
                .hasMessageNotContaining("sig");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://sea.example/up/1?s=1",
                "HTTP://SEA.example/up/1?s=1",
                "http://sea.example:80/up/1?s=1",
                "http://sea.example:5000/up/1?s=1"
            })
    void a_registry_that_returns_plain_http_locations_is_reached_with_tls(String location) {
        assertThat(session(Map.of("Location", location)).location())
                .isEqualTo(URI.create("https://sea.example/up/1?s=1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://sea.example/up", "https://", "http:///up", "https://sea.example:port/up", "//"})
    void a_malformed_location_is_a_typed_error(String location) {
        assertThatThrownBy(() -> session(Map.of("Location", location)))
                .isInstanceOf(UnsupportedException.class)
                .hasMessageContaining("the upload location of the registry is not an http or https address");
    }

    @ParameterizedTest
    @ValueSource(ints = {202, 204, 404, 405, 500})
    void cancelling_a_session_ignores_the_response(int status) {
        FakeRegistry registry = new FakeRegistry(request ->
                answer(request, request.method().equals("DELETE") ? status : 202, Map.of("Location", "/up/1"), ""));
        Uploads uploads = new Uploads(registry.api());

        uploads.cancel(uploads.start(DigestAlgorithm.SHA256));

        assertThat(registry.requests).extracting(Request::method).containsExactly("POST", "DELETE");
    }
}
