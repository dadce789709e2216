package dev.portolan.http;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.matching;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static dev.portolan.http.ScriptedRegistry.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.github.tomakehurst.wiremock.client.MappingBuilder;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import dev.portolan.content.ByteRange;
import dev.portolan.content.Content;
import dev.portolan.error.ContentMismatchException;
import dev.portolan.error.OciException;
import dev.portolan.error.UnreachableException;
import dev.portolan.http.config.HostConfig;
import dev.portolan.model.Descriptor;
import dev.portolan.port.Repository;
import dev.portolan.registry.server.Fault;
import dev.portolan.registry.server.RegistryServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Large blobs are read in pieces, over several connections where that is faster; whatever happens, the bytes are right.
 */
@Timeout(120)
class PiecesTest {
    private static final int PIECE = 64 << 10;
    private static final int COUNT = 40;
    private static final byte[] BYTES = bytes();
    private static final Descriptor BLOB = Descriptor.of("application/octet-stream", BYTES);

    private static final String PATH = "/v2/demo/tree/blobs/" + BLOB.digest();

    @RegisterExtension
    final ScriptedRegistry registry = new ScriptedRegistry();

    private final RequestLog log = new RequestLog();
    private final HttpTransport transport = HttpTransport.builder()
            .defaults(HostConfig.builder()
                    .idleTimeout(Duration.ofMillis(500))
                    .attempts(3)
                    .build())
            .pieces(PIECE, 16 * PIECE)
            .listener(log)
            .time(new TestTime())
            .build();

    private static byte[] bytes() {
        byte[] bytes = new byte[PIECE * COUNT - 7];
        new Random(1).nextBytes(bytes);
        return bytes;
    }

    @AfterEach
    void close() {
        transport.close();
    }

    private Repository repository(RegistryServer server) {
        server.repository("demo/tree").write(BLOB, Content.of(BYTES));
        return transport.open(server.reference("demo/tree"));
    }

    private static byte[] read(Repository repository, Descriptor blob) throws IOException {
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        repository.read(blob, buffer -> {
            byte[] part = new byte[buffer.remaining()];
            buffer.get(part);
            read.write(part);
        });
        return read.toByteArray();
    }

    private static RegistryServer server(Fault... faults) {
        var builder = RegistryServer.builder();
        for (Fault fault : faults) {
            builder.fault(fault);
        }
        return builder.start();
    }

    @Test
    void every_byte_is_transferred_once_into_a_sink_and_as_a_stream() throws IOException {
        try (RegistryServer server = server()) {
            Repository repository = repository(server);

            assertThat(read(repository, BLOB)).isEqualTo(BYTES);
            try (InputStream stream = repository.open(BLOB)) {
                assertThat(stream.readAllBytes()).isEqualTo(BYTES);
            }
        }
        assertThat(log.events().stream().mapToLong(event -> event.received()).sum())
                .isEqualTo(2L * BYTES.length);
        assertThat(log.events()).hasSizeGreaterThan(2).allMatch(event -> event.status() == 206);
    }

    @Test
    void a_large_range_is_read_in_pieces_too() throws IOException {
        try (RegistryServer server = server();
                InputStream part = repository(server).open(BLOB, ByteRange.toEnd(100_001, BLOB.size()))) {
            assertThat(part.readAllBytes()).isEqualTo(Arrays.copyOfRange(BYTES, 100_001, BYTES.length));
        }
    }

    @Test
    void a_small_blob_is_one_request() throws IOException {
        byte[] small = Arrays.copyOf(BYTES, 3 * PIECE);
        Descriptor blob = Descriptor.of("text/plain", small);
        try (RegistryServer server = server()) {
            server.repository("demo/tree").write(blob, Content.of(small));

            assertThat(read(transport.open(server.reference("demo/tree")), blob))
                    .isEqualTo(small);
        }
        assertThat(log.events())
                .singleElement()
                .satisfies(event -> assertThat(event.status()).isEqualTo(200));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 8})
    void a_connection_that_breaks_in_any_piece_is_resumed(int request) throws IOException {
        try (RegistryServer server =
                server(Fault.cut(1000).method("GET").path("*/blobs/*").nth(request))) {
            assertThat(read(repository(server), BLOB)).isEqualTo(BYTES);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5})
    void a_piece_that_stalls_is_requested_again(int request) throws IOException {
        try (RegistryServer server = server(Fault.stall(1000, Duration.ofMinutes(1))
                .method("GET")
                .path("*/blobs/*")
                .nth(request))) {
            assertThat(read(repository(server), BLOB)).isEqualTo(BYTES);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5})
    void a_registry_that_throttles_gets_fewer_requests_at_once(int request) throws IOException {
        try (RegistryServer server = server(Fault.throttle(Duration.ofSeconds(1))
                .method("GET")
                .path("*/blobs/*")
                .nth(request))) {
            assertThat(read(repository(server), BLOB)).isEqualTo(BYTES);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    void damage_in_any_piece_is_found(int request) {
        try (RegistryServer server =
                server(Fault.corrupt(10).method("GET").path("*/blobs/*").nth(request))) {
            Repository repository = repository(server);

            assertThatExceptionOfType(ContentMismatchException.class).isThrownBy(() -> read(repository, BLOB));
        }
    }

    private Repository scripted() {
        return registry.repository(
                registry.transport(HttpTransport.builder()
                        .pieces(PIECE, 16 * PIECE)
                        .defaults(HostConfig.builder().attempts(2).build())),
                "demo/tree");
    }

    private static MappingBuilder range(int piece) {
        int first = piece * PIECE;
        return get(urlEqualTo(PATH))
                .withHeader("Range", equalTo("bytes=" + first + "-" + (Math.min(BYTES.length, first + PIECE) - 1)));
    }

    private static ResponseDefinitionBuilder part(int piece) {
        int first = piece * PIECE;
        int end = Math.min(BYTES.length, first + PIECE);
        return status(206)
                .withHeader("Content-Range", "bytes " + first + "-" + (end - 1) + "/" + BYTES.length)
                .withBody(Arrays.copyOfRange(BYTES, first, end));
    }

    @Test
    void a_registry_without_ranges_is_asked_once() throws IOException {
        registry.on("GET", PATH, aResponse().withBody(BYTES));

        assertThat(read(scripted(), BLOB)).isEqualTo(BYTES);
        assertThat(registry.requests()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 403, 405, 406, 416, 500, 501})
    void a_registry_that_refuses_ranges_is_asked_for_the_whole_blob(int status) throws IOException {
        registry.on("GET", PATH, aResponse().withBody(BYTES));
        registry.on(get(urlEqualTo(PATH)).withHeader("Range", matching(".*")).willReturn(status(status)));

        assertThat(read(scripted(), BLOB)).isEqualTo(BYTES);
        assertThat(registry.requests()).hasSize(status == 500 ? 3 : 2); // an error of the server is retried
    }

    @Test
    void a_registry_that_stops_serving_ranges_is_read_over_one_connection() throws IOException {
        registry.on("GET", PATH, aResponse().withBody(BYTES));
        registry.on(range(0).willReturn(part(0)));
        registry.on(range(1).willReturn(part(1)));

        assertThat(read(scripted(), BLOB)).isEqualTo(BYTES);
        // Two good pieces, those that were refused, and one for the rest.
        assertThat(registry.requests()).hasSizeLessThanOrEqualTo(6);
    }

    @Test
    void a_response_with_another_piece_is_refused() {
        for (int piece = 0; piece < COUNT; piece++) {
            registry.on(range(piece).willReturn(part(piece == 5 ? 6 : piece)));
        }
        registry.on(
                "GET",
                PATH,
                status(206)
                        .withHeader("Content-Range", "bytes 0-9/" + BYTES.length)
                        .withBody(Arrays.copyOf(BYTES, 10)));

        assertThatExceptionOfType(OciException.class)
                .isThrownBy(() -> read(scripted(), BLOB))
                .withMessageContaining("the requested range begins at byte");
    }

    @Test
    void a_reader_that_stops_early_ends_all_requests() throws IOException {
        try (RegistryServer server = server()) {
            try (InputStream stream = repository(server).open(BLOB)) {
                assertThat(stream.readNBytes(PIECE * 5)).hasSize(PIECE * 5);
            }
            assertThat(read(repository(server), BLOB)).isEqualTo(BYTES);
        }
    }

    @Test
    void closing_the_transport_ends_the_read() throws IOException {
        try (RegistryServer server = server();
                InputStream stream = repository(server).open(BLOB)) {
            assertThat(stream.readNBytes(PIECE * 5)).hasSize(PIECE * 5);
            transport.close();

            assertThatExceptionOfType(UnreachableException.class)
                    .isThrownBy(stream::readAllBytes)
                    .withMessageContaining("the transport was closed");
        }
    }
}
