package dev.portolan.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.portolan.OciClient;
import dev.portolan.content.Content;
import dev.portolan.error.ContentMismatchException;
import dev.portolan.error.OciException;
import dev.portolan.http.config.HostConfig;
import dev.portolan.model.Descriptor;
import dev.portolan.model.ImageManifest;
import dev.portolan.model.Reference;
import dev.portolan.model.Tag;
import dev.portolan.port.Mounts;
import dev.portolan.port.Repository;
import dev.portolan.registry.server.Fault;
import dev.portolan.registry.server.Quirk;
import dev.portolan.registry.server.RegistryServer;
import dev.portolan.testkit.peer.PeerProgram;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Copies between two repositories of one server that answers one request at a time, or locks while it takes an upload.
 */
@Timeout(120)
class CopyWithinServerTest {
    private static final Set<String> OWN_HEADERS = Set.of("connection", "content-length", "host", "transfer-encoding");

    private static Descriptor fill(String host, int size) {
        byte[] content = new byte[size];
        new Random(size).nextBytes(content);
        Descriptor layer = Descriptor.of("application/octet-stream", content);
        byte[] config = {'{', '}'};
        Descriptor empty = Descriptor.of("application/vnd.oci.empty.v1+json", config);
        try (HttpTransport transport = HttpTransport.create()) {
            Repository repository = transport.open(Reference.parse(host + "/demo/from"));
            repository.write(layer, Content.of(content));
            repository.write(empty, Content.of(config));
            repository.put(
                    Tag.of("v1"),
                    ImageManifest.builder().config(empty).layer(layer).build());
        }
        return layer;
    }

    private static void copy(String host) {
        copy(host, HttpTransport.builder(), 1, Duration.ofSeconds(15));
    }

    private static void copy(String host, HttpTransport.Builder transport, int attempts, Duration patience) {
        HostConfig impatient = HostConfig.builder()
                .attempts(attempts)
                .responseTimeout(patience)
                .idleTimeout(patience)
                .build();
        try (OciClient client = OciClient.of(transport.defaults(impatient).build())) {
            client.copy(host + "/demo/from:v1", host + "/demo/to:v1");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 5_000_000, 20_000_000})
    void a_single_threaded_server_gets_one_request_at_a_time(int size) throws IOException {
        try (RegistryServer registry =
                        RegistryServer.builder().quirks(Quirk.NO_MOUNTS).start();
                OneAtATime server = OneAtATime.before(registry)) {
            Descriptor layer = fill(registry.host(), size);

            copy(server.host());

            assertThat(registry.repository("demo/to").stat(layer.digest())).isPresent();
        }
    }

    /** The upload waits for the source, and the source for the upload; the second attempt sends a temporary file. */
    @Test
    void a_blob_larger_than_the_memory_for_pieces_is_copied_with_the_second_attempt() throws IOException {
        try (RegistryServer registry =
                        RegistryServer.builder().quirks(Quirk.NO_MOUNTS).start();
                OneAtATime server = OneAtATime.before(registry)) {
            Descriptor layer = fill(registry.host(), 40_000_000);

            copy(server.host(), HttpTransport.builder().pieces(1 << 20, 4 << 20), 3, Duration.ofSeconds(4));

            assertThat(registry.repository("demo/to").stat(layer.digest())).isPresent();
        }
    }

    /** No request with a body waits in the registry while its source is looked for. */
    @ParameterizedTest
    @ValueSource(ints = {100, 300_000, 20_000_000})
    void a_source_that_is_missing_or_denied_costs_no_upload(int size) {
        for (int status : new int[] {404, 403}) {
            try (RegistryServer registry =
                    RegistryServer.builder().quirks(Quirk.NO_MOUNTS).start()) {
                Descriptor layer = fill(registry.host(), size);
                registry.faults().add(Fault.status(status).method("GET").path("*/demo/from/blobs/" + layer.digest()));
                registry.requests().clear();

                assertThatThrownBy(() -> copy(registry.host())).isInstanceOf(OciException.class);

                assertThat(registry.requests().matching("PUT *"))
                        .noneMatch(request ->
                                request.line().contains(layer.digest().hex()));
                assertThat(registry.repository("demo/to").stat(layer.digest())).isEmpty();
            }
        }
    }

    /** The registry opens a session instead of mounting, and the content turns out to be damaged. */
    @ParameterizedTest
    @ValueSource(ints = {100, 100_000})
    void content_that_cannot_be_read_leaves_no_open_upload(int size) {
        try (RegistryServer registry =
                        RegistryServer.builder().quirks(Quirk.NO_MOUNTS).start();
                HttpTransport transport = HttpTransport.create()) {
            Descriptor blob = fill(registry.host(), size);
            Repository from = transport.open(registry.reference("demo/from"));
            Mounts to = transport
                    .open(registry.reference("demo/to"))
                    .capability(Mounts.class)
                    .orElseThrow();

            assertThatThrownBy(() -> to.mountOrWrite(blob, from, Content.of(new byte[size])))
                    .isInstanceOf(ContentMismatchException.class);

            assertThat(registry.requests().matching("DELETE *demo/to/blobs/uploads/*"))
                    .hasSize(1);
        }
    }

    @Test
    void a_server_that_locks_during_uploads_answers_reads_first() throws IOException {
        PeerProgram crane = PeerProgram.require("crane");
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Process process = new ProcessBuilder(
                        crane.path().toString(), "registry", "serve", "--address", "127.0.0.1:" + port)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            await(port);
            for (int size : new int[] {20_000_000, 70_000_000}) {
                Descriptor layer = fill("127.0.0.1:" + port, size);

                copy("127.0.0.1:" + port);

                try (HttpTransport transport = HttpTransport.create()) {
                    assertThat(transport
                                    .open(Reference.parse("127.0.0.1:" + port + "/demo/to"))
                                    .stat(layer.digest()))
                            .isPresent();
                }
            }
        } finally {
            process.destroyForcibly();
        }
    }

    private static void await(int port) throws IOException {
        IOException last = null;
        for (long end = System.nanoTime() + 30_000_000_000L; System.nanoTime() < end; Thread.onSpinWait()) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                assertThat(socket.isConnected()).isTrue();
                return;
            } catch (IOException e) {
                last = e;
            }
        }
        throw new IOException("no server at " + port, last);
    }

    /** Hands requests on to a registry; the next one is read when the response to the one before is written. */
    private record OneAtATime(HttpServer server, String registry, HttpClient client) implements AutoCloseable {
        static OneAtATime before(RegistryServer registry) throws IOException {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            OneAtATime one = new OneAtATime(server, registry.host(), HttpClient.newHttpClient());
            server.createContext("/", one::handOn);
            server.start(); // without an executor, its one thread serves all connections
            return one;
        }

        String host() {
            return "127.0.0.1:" + server.getAddress().getPort();
        }

        private void handOn(HttpExchange exchange) throws IOException {
            try (exchange) {
                HttpRequest.Builder request = HttpRequest.newBuilder(
                                URI.create("http://" + registry + exchange.getRequestURI()))
                        .method(
                                exchange.getRequestMethod(),
                                HttpRequest.BodyPublishers.ofByteArray(
                                        exchange.getRequestBody().readAllBytes()));
                exchange.getRequestHeaders().forEach((name, values) -> {
                    if (!OWN_HEADERS.contains(name.toLowerCase(Locale.ROOT))) {
                        values.forEach(value -> request.header(name, value));
                    }
                });
                HttpResponse<byte[]> response = client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
                response.headers().map().forEach((name, values) -> {
                    if (!OWN_HEADERS.contains(name)) {
                        exchange.getResponseHeaders().put(name, List.copyOf(values));
                    }
                });
                boolean head = exchange.getRequestMethod().equals("HEAD");
                if (head) {
                    exchange.getResponseHeaders()
                            .put("Content-Length", response.headers().allValues("Content-Length"));
                }
                exchange.sendResponseHeaders(
                        response.statusCode(), head || response.body().length == 0 ? -1 : response.body().length);
                if (!head) {
                    exchange.getResponseBody().write(response.body());
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void close() {
            server.stop(0);
        }
    }
}
