package dev.portolan.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.portolan.content.ByteRange;
import dev.portolan.content.Content;
import dev.portolan.error.CancelledException;
import dev.portolan.error.ContentMismatchException;
import dev.portolan.error.OciException;
import dev.portolan.error.StorageException;
import dev.portolan.error.UnreachableException;
import dev.portolan.http.config.HostConfig;
import dev.portolan.http.config.Tls;
import dev.portolan.http.wire.Clients;
import dev.portolan.http.wire.JdkHttpSender;
import dev.portolan.http.wire.Request;
import dev.portolan.http.wire.RequestBody;
import dev.portolan.http.wire.Response;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Reference;
import dev.portolan.port.Repository;
import dev.portolan.registry.server.Fault;
import dev.portolan.registry.server.RegistryServer;
import dev.portolan.registry.server.RegistryServerBuilder;
import dev.portolan.registry.tls.CertificateAuthority;
import dev.portolan.registry.tls.Identity;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Large blobs over plain HTTP and TLS: broken, stalled, interrupted and oddly framed transfers. */
class BulkTransferTest {
    private static final byte[] BYTES = bytes(1, 3_000_000);
    private static final Descriptor BLOB = Descriptor.of("application/octet-stream", BYTES);
    private static final CertificateAuthority AUTHORITY = CertificateAuthority.create();

    private final RequestLog log = new RequestLog();

    private static byte[] bytes(long seed, int size) {
        byte[] bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private HttpTransport transport(HostConfig config) {
        return HttpTransport.builder()
                .defaults(config)
                .listener(log)
                .time(new TestTime())
                .build();
    }

    private static HostConfig.Builder config(boolean secure) {
        HostConfig.Builder config = HostConfig.builder().attempts(1).plainHttp(!secure);
        return secure ? config.tls(trusting().build()) : config;
    }

    private static Tls.Builder trusting() {
        return Tls.builder().trustAlso(AUTHORITY.pem().getBytes(ISO_8859_1));
    }

    private static RegistryServer server(boolean secure, Fault... faults) {
        RegistryServerBuilder builder = RegistryServer.builder();
        for (Fault fault : faults) {
            builder.fault(fault);
        }
        RegistryServer server = (secure ? builder.tls(AUTHORITY) : builder).start();
        server.repository("demo/tree").write(BLOB, Content.of(BYTES));
        return server;
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

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_blob_is_read_into_a_sink_as_a_stream_and_by_range(boolean secure) throws IOException {
        try (RegistryServer server = server(secure);
                HttpTransport transport = transport(config(secure).build())) {
            Repository repository = transport.open(server.reference("demo/tree"));

            assertThat(read(repository, BLOB)).isEqualTo(BYTES);
            try (InputStream stream = repository.open(BLOB)) {
                assertThat(stream.readAllBytes()).isEqualTo(BYTES);
            }
            try (InputStream part = repository.open(BLOB, new ByteRange(1_000_000, 5))) {
                assertThat(part.readAllBytes())
                        .containsExactly(
                                BYTES[1_000_000],
                                BYTES[1_000_001],
                                BYTES[1_000_002],
                                BYTES[1_000_003],
                                BYTES[1_000_004]);
            }
        }
        assertThat(log.events().stream().map(event -> event.method() + " " + event.status() + " " + event.received()))
                .containsExactly("GET 200 3000000", "GET 200 3000000", "GET 206 5");
    }

    @Test
    void a_certificate_for_another_host_is_refused() throws IOException {
        Identity other = AUTHORITY.issue("other", "other.example");
        try (ServerSocket server = other.context()
                        .getServerSocketFactory()
                        .createServerSocket(0, 5, InetAddress.getLoopbackAddress());
                HttpTransport transport = transport(config(true).build())) {
            Thread shaking = new Thread(() -> {
                try (Socket client = server.accept()) {
                    ((SSLSocket) client).startHandshake();
                } catch (IOException e) {
                    // refused, as it should be
                }
            });
            shaking.start();
            Reference reference = Reference.parse("localhost:" + server.getLocalPort() + "/demo/tree");

            assertThatExceptionOfType(UnreachableException.class)
                    .isThrownBy(() -> read(transport.open(reference), BLOB))
                    .withMessageContaining("is for another host");
        }
    }

    @Test
    void a_certificate_of_an_untrusted_authority_is_refused() {
        try (RegistryServer server = server(true);
                HttpTransport transport = transport(
                        HostConfig.builder().attempts(1).plainHttp(false).build())) {
            assertThatExceptionOfType(UnreachableException.class)
                    .isThrownBy(() -> read(transport.open(server.reference("demo/tree")), BLOB))
                    .withMessageContaining("unknown authority");
        }
    }

    @Test
    void a_client_certificate_is_presented() throws IOException {
        Identity client = AUTHORITY.issue("build-agent");
        Tls tls = trusting()
                .identity(
                        client.certificatePem().getBytes(ISO_8859_1),
                        client.privateKeyPem().getBytes(ISO_8859_1))
                .build();
        try (RegistryServer server = RegistryServer.builder()
                        .tls(AUTHORITY)
                        .clientCertificates(true)
                        .start();
                HttpTransport transport =
                        transport(HostConfig.builder().plainHttp(false).tls(tls).build())) {
            server.repository("demo/tree").write(BLOB, Content.of(BYTES));

            assertThat(read(transport.open(server.reference("demo/tree")), BLOB))
                    .isEqualTo(BYTES);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void an_interrupt_ends_a_stalled_read(boolean secure) throws Exception {
        try (RegistryServer server = server(secure, stall());
                HttpTransport transport = transport(config(secure).build())) {
            OciException failure = failureAfter(transport, server, (reader, used) -> reader.interrupt());

            assertThat(failure).isInstanceOf(CancelledException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void closing_the_transport_ends_a_stalled_read(boolean secure) throws Exception {
        try (RegistryServer server = server(secure, stall());
                HttpTransport transport = transport(config(secure).build())) {
            OciException failure = failureAfter(transport, server, (reader, used) -> used.close());

            assertThat(failure).isInstanceOf(UnreachableException.class);
        }
    }

    @Test
    void a_closed_transport_refuses_requests() {
        try (RegistryServer server = server(false)) {
            HttpTransport closed = transport(HostConfig.defaults());
            Repository repository = closed.open(server.reference("demo/tree"));
            closed.close();

            assertThatExceptionOfType(UnreachableException.class)
                    .isThrownBy(() -> read(repository, BLOB))
                    .withMessageContaining("the transport was closed");
            assertThat(server.requests().count()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_stalled_read_times_out(boolean secure) {
        HostConfig hasty = config(secure).idleTimeout(Duration.ofMillis(100)).build();
        try (RegistryServer server = server(secure, stall());
                HttpTransport transport = transport(hasty)) {
            assertThatExceptionOfType(UnreachableException.class)
                    .isThrownBy(() -> read(transport.open(server.reference("demo/tree")), BLOB))
                    .withMessageContaining("no data for 100 ms");
        }
    }

    private static Fault stall() {
        return Fault.stall(1 << 20, Duration.ofMinutes(5)).path("*/blobs/*");
    }

    private interface Act {
        void on(Thread reader, HttpTransport transport);
    }

    /** Returns the failure of a read when this happens after its first bytes. */
    private static OciException failureAfter(HttpTransport transport, RegistryServer server, Act act)
            throws InterruptedException {
        AtomicReference<OciException> failure = new AtomicReference<>();
        CountDownLatch begun = new CountDownLatch(1);
        Thread reader = new Thread(() -> {
            try {
                transport.open(server.reference("demo/tree")).read(BLOB, buffer -> begun.countDown());
            } catch (OciException e) {
                failure.set(e);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        reader.start();
        begun.await();
        act.on(reader, transport);
        reader.join();
        return failure.get();
    }

    @Test
    void concurrent_transfers_do_not_mix_their_bytes() throws Exception {
        List<Descriptor> blobs = new ArrayList<>();
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try (RegistryServer server = RegistryServer.start();
                HttpTransport transport = transport(HostConfig.defaults())) {
            for (int i = 0; i < 40; i++) {
                byte[] bytes = bytes(i, 1 + i * 50_000);
                Descriptor blob = Descriptor.of("application/octet-stream", bytes);
                server.repository("demo/tree").write(blob, Content.of(bytes));
                blobs.add(blob);
            }
            Repository repository = transport.open(server.reference("demo/tree"));
            List<Future<byte[]>> read = blobs.stream()
                    .map(blob -> threads.submit(() -> read(repository, blob)))
                    .toList();

            for (int i = 0; i < 40; i++) {
                assertThat(read.get(i).get()).isEqualTo(bytes(i, 1 + i * 50_000));
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void a_configured_proxy_is_used() throws IOException {
        try (RegistryServer proxy = server(false)) {
            String[] address = proxy.host().split(":");
            HostConfig config = HostConfig.builder()
                    .plainHttp(true)
                    .proxy(address[0], Integer.parseInt(address[1]))
                    .build();
            try (HttpTransport transport = transport(config)) {
                assertThat(read(transport.open(Reference.parse("registry.example/demo/tree")), BLOB))
                        .isEqualTo(BYTES);
            }
        }
    }

    @Test
    void an_ipv6_address_is_a_host() throws IOException {
        InetAddress loopback = InetAddress.getByName("::1");
        try (ServerSocket any = new ServerSocket(0, 1, loopback)) {
            assertThat(any.isBound()).isTrue();
        } catch (IOException e) {
            assumeTrue(false, "this machine has no IPv6");
        }
        try (RegistryServer server = RegistryServer.builder().address(loopback).start();
                HttpTransport transport = transport(HostConfig.defaults())) {
            server.repository("demo/tree").write(BLOB, Content.of(BYTES));
            Reference reference = Reference.parse("[::1]:" + server.port() + "/demo/tree");

            assertThat(read(transport.open(reference), BLOB)).isEqualTo(BYTES);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_blob_is_sent(boolean secure) {
        try (RegistryServer server = server(secure);
                HttpTransport transport = transport(config(secure).build())) {
            transport.open(server.reference("demo/other")).write(BLOB, streamed(BYTES));

            assertThat(server.repository("demo/other").bytes(BLOB)).isEqualTo(BYTES);
        }
        assertThat(log.events().stream().map(event -> event.method() + " " + event.status() + " " + event.sent()))
                .containsExactly("POST 202 0", "PUT 201 3000000");
    }

    /** Content that is not in memory, as far as anybody can see. */
    private static Content streamed(byte[] bytes) {
        return () -> new ByteArrayInputStream(bytes);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 1})
    void content_of_the_wrong_length_is_not_stored(int more) {
        byte[] other = Arrays.copyOf(BYTES, BYTES.length + more);
        try (RegistryServer server = server(false);
                HttpTransport transport = transport(config(false).build())) {
            Repository repository = transport.open(server.reference("demo/other"));

            assertThatExceptionOfType(ContentMismatchException.class)
                    .isThrownBy(() -> repository.write(BLOB, streamed(other)));
            assertThat(server.repository("demo/other").stat(BLOB.digest())).isEmpty();
        }
    }

    @Test
    void content_that_fails_to_read_is_not_stored() {
        Content broken = () -> new SequenceInputStream(new ByteArrayInputStream(BYTES), InputStream.nullInputStream()) {
            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                int n = super.read(buffer, offset, length);
                if (n < 0) {
                    throw new IOException("the disk is broken");
                }
                return n;
            }
        };
        try (RegistryServer server = server(false);
                HttpTransport transport = transport(config(false).build())) {
            Repository repository = transport.open(server.reference("demo/other"));

            assertThatExceptionOfType(StorageException.class)
                    .isThrownBy(() -> repository.write(BLOB, broken))
                    .withMessageContaining("the disk is broken");
            assertThat(server.repository("demo/other").stat(BLOB.digest())).isEmpty();
        }
    }

    static Stream<Throwable> failures_of_content() {
        return Stream.of(new IllegalStateException("mine"), new StackOverflowError("mine"));
    }

    @ParameterizedTest
    @MethodSource("failures_of_content")
    void an_unchecked_failure_of_content_reaches_the_caller_as_it_is(Throwable mine) {
        Content broken = () -> new SequenceInputStream(new ByteArrayInputStream(BYTES), InputStream.nullInputStream()) {
            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                int n = super.read(buffer, offset, length);
                if (n < 0 && mine instanceof Error error) {
                    throw error;
                }
                if (n < 0) {
                    throw (RuntimeException) mine;
                }
                return n;
            }
        };
        try (RegistryServer server = server(false);
                HttpTransport transport = transport(config(false).build())) {
            Repository repository = transport.open(server.reference("demo/other"));

            assertThatThrownBy(() -> repository.write(BLOB, broken)).isSameAs(mine);
            assertThat(server.repository("demo/other").stat(BLOB.digest())).isEmpty();
            assertThat(server.requests().matching("DELETE *demo/other/blobs/uploads/*"))
                    .hasSize(1);
        }
    }

    private Response put(RawRegistry registry, HostConfig config) throws IOException {
        ExecutorService threads = Executors.newCachedThreadPool();
        try (Clients clients = new Clients(threads, host -> config)) {
            return new JdkHttpSender(clients, log)
                    .send(Request.of("PUT", URI.create("http://" + registry.host() + "/x"), "uploading", "there")
                            .with(RequestBody.of(streamed(BYTES), BYTES.length)));
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void a_response_before_the_end_of_the_body_is_read() throws IOException {
        CountDownLatch end = new CountDownLatch(1);
        try (RawRegistry registry = RawRegistry.start(out -> {
            out.write(ascii("HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n"));
            try {
                end.await(); // closing now would reset the connection, and the answer might be lost
            } catch (InterruptedException e) {
                // the end as well
            }
        })) {
            assertThat(put(registry, HostConfig.defaults()).status()).isEqualTo(413);
        }
    }

    @Test
    void an_unread_body_is_abandoned() {
        CountDownLatch end = new CountDownLatch(1);
        try (RawRegistry registry = RawRegistry.start(out -> {
            try {
                end.await();
            } catch (InterruptedException e) {
                // the end as well
            }
        })) {
            HostConfig hasty =
                    HostConfig.builder().responseTimeout(Duration.ofMillis(200)).build();

            assertThatExceptionOfType(HttpTimeoutException.class)
                    .isThrownBy(() -> put(registry, hasty))
                    .withMessageContaining("no response within 200 ms");
        }
    }

    /** The ways in which an answer says how long its body is. */
    enum Framing {
        LENGTH {
            @Override
            void write(OutputStream out, Random random) throws IOException {
                out.write(ascii("Content-Length: " + BYTES.length + "\r\n\r\n"));
                out.write(BYTES);
            }
        },
        END_OF_CONNECTION {
            @Override
            void write(OutputStream out, Random random) throws IOException {
                out.write(ascii("\r\n"));
                out.write(BYTES);
            }
        },
        PIECES {
            @Override
            void write(OutputStream out, Random random) throws IOException {
                out.write(ascii("Transfer-Encoding: Chunked\r\n\r\n"));
                for (int offset = 0; offset < BYTES.length; ) {
                    int size = Math.min(BYTES.length - offset, 1 + random.nextInt(1 << random.nextInt(20)));
                    out.write(ascii(Integer.toHexString(size) + (random.nextBoolean() ? " ; a=\"b;c\"" : "") + "\r\n"));
                    out.write(BYTES, offset, size);
                    out.write(ascii("\r\n"));
                    offset += size;
                }
                out.write(ascii("0\r\n\r\n"));
            }
        },
        LINES_WITHOUT_RETURNS {
            @Override
            void write(OutputStream out, Random random) throws IOException {
                out.write(ascii("Content-Length:" + BYTES.length + "\n\n"));
                out.write(BYTES);
            }
        };

        abstract void write(OutputStream out, Random random) throws IOException;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(ISO_8859_1);
    }

    @ParameterizedTest
    @EnumSource
    void a_body_has_the_length_of_its_header(Framing framing) throws IOException {
        for (int seed = 0; seed < 5; seed++) {
            Random random = new Random(seed);
            try (RawRegistry registry = RawRegistry.start(out -> {
                        out.write(ascii("HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200\r\n"));
                        framing.write(out, random);
                    });
                    HttpTransport transport =
                            transport(HostConfig.builder().attempts(1).build())) {
                assertThat(read(transport.open(Reference.parse(registry.host() + "/demo/tree")), BLOB))
                        .isEqualTo(BYTES);
            }
        }
    }

    @Test
    void a_trailer_after_the_body_is_skipped_or_refused_with_advice_as_newer_jdks_do() throws IOException {
        try (RawRegistry registry = RawRegistry.start(out -> {
                    out.write(ascii("HTTP/1.1 200\r\nTransfer-Encoding: chunked\r\n\r\n"));
                    out.write(ascii(Integer.toHexString(BYTES.length) + "\r\n"));
                    out.write(BYTES);
                    out.write(ascii("\r\n0\r\nX-Trailer: yes\r\n\r\n"));
                });
                HttpTransport transport =
                        transport(HostConfig.builder().attempts(1).build())) {
            Repository repository = transport.open(Reference.parse(registry.host() + "/demo/tree"));
            try {
                assertThat(read(repository, BLOB)).isEqualTo(BYTES);
            } catch (UnreachableException e) {
                assertThat(e)
                        .hasMessageContainingAll(
                                registry.host() + " sent a response that is not valid HTTP", "refuse trailers");
            }
        }
    }
}
