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
    void so_many_bytes_have_been_received(String range, long received) {
        assertThat(session(Map.of("Range", range)).received()).isEqualTo(OptionalLong.of(received));
    }

    @Test
    void what_the_registry_does_not_say_is_not_known() {
        assertThat(session(Map.of()).received()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"1048576,1048576", "-5,0", "much,0", "99999999999999999999,0"})
    void the_least_size_of_a_chunk_is_what_the_registry_says_if_that_makes_sense(String length, long minimum) {
        assertThat(session(Map.of("OCI-Chunk-Min-Length", length)).minimum()).isEqualTo(minimum);
    }

    @Test
    void an_upload_is_not_sent_from_https_to_plain_http() {
        assertThatThrownBy(() -> session(Map.of("Location", "http://storage.example/up?sig=1")))
                .isInstanceOf(UnsupportedException.class)
                .hasMessageContaining("plain http")
                .hasMessageNotContaining("sig");
    }

    @Test
    void a_registry_that_takes_itself_for_plain_http_is_spoken_to_with_tls() {
        assertThat(session(Map.of("Location", "http://sea.example/up/1?s=1")).location())
                .isEqualTo(URI.create("https://sea.example/up/1?s=1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://sea.example/up", "https://", "http:///up", "https://sea.example:port/up", "//"})
    void a_location_that_is_not_an_address_is_a_typed_error(String location) {
        assertThatThrownBy(() -> session(Map.of("Location", location)))
                .isInstanceOf(UnsupportedException.class)
                .hasMessageContaining("did not send an upload location");
    }

    @ParameterizedTest
    @ValueSource(ints = {202, 204, 404, 405, 500})
    void giving_a_session_up_is_fine_whatever_the_registry_answers(int status) {
        FakeRegistry registry = new FakeRegistry(request ->
                answer(request, request.method().equals("DELETE") ? status : 202, Map.of("Location", "/up/1"), ""));
        Uploads uploads = new Uploads(registry.api());

        uploads.cancel(uploads.start(DigestAlgorithm.SHA256));

        assertThat(registry.requests).extracting(Request::method).containsExactly("POST", "DELETE");
    }
}
