package dev.portolan.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.portolan.content.ByteRange;
import dev.portolan.content.Content;
import dev.portolan.error.OciException;
import dev.portolan.http.config.HostConfig;
import dev.portolan.model.Descriptor;
import dev.portolan.model.ImageManifest;
import dev.portolan.model.Reference;
import dev.portolan.model.Tag;
import dev.portolan.port.Credential;
import dev.portolan.port.Referrers;
import dev.portolan.port.Repository;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A hostile server: whatever it sends, a typed error follows soon, and little of it is read. */
class HostileRegistryTest {
    private static final byte[] BYTES = "hello, world".getBytes(StandardCharsets.UTF_8);
    private static final Descriptor BLOB = Descriptor.of("text/plain", BYTES);
    private static final ImageManifest MANIFEST =
            ImageManifest.builder().artifactType("application/x.test").build();
    private static final String OK = "HTTP/1.1 200 OK\r\n";
    private static final String GIB = "Content-Length: 1073741824\r\n\r\n";

    /** The most that one request may make a registry send, with all that sockets hold: far from what it wants to. */
    private static final long MOST_SENT = 40 << 20;

    /** The response: a text, and then another one, if it is not empty, repeated forever. */
    enum Ill {
        NOTHING(""),
        NO_HTTP("SSH-2.0-OpenSSH_9.2\r\n"),
        BINARY("\0\1\2\3\r\n\r\n"),
        BINARY_WITHOUT_END("\0\1\2\3", "\0\1\2\3"),
        STATUS_OF_LETTERS("HTTP/1.1 abc OK\r\n\r\n"),
        STATUS_OUT_OF_RANGE("HTTP/1.1 999 x\r\nContent-Length: 0\r\n\r\n"),
        STATUS_OF_NOTHING("HTTP/1.1 000 x\r\nContent-Length: 0\r\n\r\n"),
        NOT_MODIFIED("HTTP/1.1 304 Not Modified\r\n\r\n"),
        NO_CONTENT("HTTP/1.1 204 No Content\r\n\r\n"),
        NO_CONTENT_WITH_CONTENT("HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\nhello"),
        SWITCHING("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\nhello"),
        CONTINUE_WITHOUT_END("HTTP/1.1 100 Continue\r\n\r\n", "HTTP/1.1 100 Continue\r\n\r\n"),
        PARTIAL_WITHOUT_RANGE("HTTP/1.1 206 Partial Content\r\nContent-Length: 3\r\n\r\nxyz"),
        PARTIAL_OF_ANOTHER_PLACE(
                "HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 99-101/5\r\nContent-Length: 3\r\n\r\nxyz"),
        LENGTH_OF_LETTERS(OK + "Content-Length: many\r\n\r\nhello"),
        LENGTH_BELOW_ZERO(OK + "Content-Length: -5\r\n\r\nhello"),
        LENGTH_OF_65_BITS(OK + "Content-Length: 99999999999999999999\r\n\r\nhello"),
        LENGTH_OF_63_BITS(OK + "Content-Length: 9223372036854775807\r\n\r\nhello"),
        LENGTHS_THAT_DIFFER(OK + "Content-Length: 5\r\nContent-Length: 7\r\n\r\nhello"),
        LENGTH_TOO_LARGE(OK + "Content-Length: 50\r\n\r\nhello"),
        LENGTH_TOO_SMALL(OK + "Content-Length: 2\r\n\r\nhello"),
        GIBIBYTE(OK + GIB, "x".repeat(8192)),
        GIBIBYTE_OF_JSON(OK + GIB + "{\"layers\":[", "{},".repeat(2000)),
        GIBIBYTE_OF_DEPTH(OK + GIB, "[".repeat(8192)),
        GIBIBYTE_OF_ERROR("HTTP/1.1 500 x\r\n" + GIB + "{\"errors\":[", "{\"code\":\"X\"},".repeat(500)),
        GIBIBYTE_OF_REDIRECT("HTTP/1.1 307 x\r\nLocation: /x\r\n" + GIB, "x".repeat(8192)),
        WITHOUT_LENGTH_AND_END(OK + "\r\n", "x".repeat(8192)),
        CHUNKS_WITHOUT_END(OK + "Transfer-Encoding: chunked\r\n\r\n", "1000\r\n" + "x".repeat(4096) + "\r\n"),
        CHUNKS_OF_A_BYTE_WITHOUT_END(OK + "Transfer-Encoding: chunked\r\n\r\n", "1\r\nx\r\n".repeat(1000)),
        CHUNK_OF_LETTERS(OK + "Transfer-Encoding: chunked\r\n\r\nxyz\r\nhello\r\n"),
        CHUNK_BELOW_ZERO(OK + "Transfer-Encoding: chunked\r\n\r\n-5\r\nhello\r\n"),
        CHUNK_TOO_LARGE(OK + "Transfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFF\r\nhello"),
        CHUNK_EXTENSION_WITHOUT_END(OK + "Transfer-Encoding: chunked\r\n\r\n5;", "x".repeat(8192)),
        TRAILERS_WITHOUT_END(OK + "Transfer-Encoding: chunked\r\n\r\n0\r\n", "X-A: b\r\n".repeat(1000)),
        ENCODED(OK + "Content-Encoding: gzip\r\nContent-Length: 5\r\n\r\n\u001f\u008b\b\0\0"),
        STALLED(OK + "Content-Length: 12\r\n\r\nhello") {
            @Override
            void write(OutputStream out) throws IOException {
                super.write(out);
                waitForEver();
            }
        },
        SILENT("") {
            @Override
            void write(OutputStream out) {
                waitForEver();
            }
        },
        CHALLENGES_IN_THOUSANDS(
                "HTTP/1.1 401 x\r\nWWW-Authenticate: " + "Bearer,".repeat(8000) + "\r\nContent-Length: 0\r\n\r\n"),
        CHALLENGE_WITHOUT_CLOSING_QUOTE(
                "HTTP/1.1 401 x\r\nWWW-Authenticate: Bearer realm=\"\r\nContent-Length: 0\r\n\r\n"),
        CHALLENGE_OF_ITSELF("HTTP/1.1 401 x\r\nWWW-Authenticate: Bearer realm=\"/token\"\r\nContent-Length: 0\r\n\r\n"),
        CHALLENGE_OF_NO_ADDRESS(
                "HTTP/1.1 401 x\r\nWWW-Authenticate: Bearer realm=\"http://[::1]:99999/x\"\r\nContent-Length: 0\r\n\r\n"),
        ACCEPTED_ELSEWHERE("HTTP/1.1 202 x\r\nLocation: http://127.0.0.1:99999/x\r\nContent-Length: 0\r\n\r\n"),
        REDIRECT_TO_NO_PORT("HTTP/1.1 307 x\r\nLocation: http://127.0.0.1:0/x\r\nContent-Length: 0\r\n\r\n"),
        REDIRECT_TO_NO_SUCH_PORT("HTTP/1.1 307 x\r\nLocation: http://127.0.0.1:99999/x\r\nContent-Length: 0\r\n\r\n"),
        REDIRECT_TO_ODD_HOST("HTTP/1.1 307 x\r\nLocation: http://a_b/x\r\nContent-Length: 0\r\n\r\n"),
        REDIRECT_TO_ITSELF("HTTP/1.1 307 x\r\nLocation: ?again\r\nContent-Length: 0\r\n\r\n"),
        LOCATION_OF_ODD_SIGNS("HTTP/1.1 202 x\r\nLocation: " + "%|^".repeat(10_000) + "\r\nContent-Length: 0\r\n\r\n");

        private final String once;
        private final String again;

        Ill(String once) {
            this(once, "");
        }

        Ill(String once, String again) {
            this.once = once;
            this.again = again;
        }

        void write(OutputStream out) throws IOException {
            out.write(once.getBytes(StandardCharsets.ISO_8859_1));
            byte[] more = again.getBytes(StandardCharsets.ISO_8859_1);
            while (more.length > 0) {
                out.write(more);
            }
        }

        private static void waitForEver() {
            try {
                Thread.sleep(Long.MAX_VALUE);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static Map<String, Runnable> all(HttpTransport transport, String host) {
        Repository repository = transport.open(Reference.parse(host + "/demo/tree"));
        Map<String, Runnable> all = new LinkedHashMap<>();
        all.put("manifest by tag", () -> repository.manifest(Tag.LATEST));
        all.put("stat", () -> repository.stat(BLOB.digest()));
        all.put("blob", () -> repository.bytes(BLOB));
        all.put("part", () -> {
            try (var part = repository.open(BLOB, new ByteRange(7, 3))) {
                part.readAllBytes();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        all.put("write", () -> repository.write(BLOB, Content.of(BYTES)));
        all.put("write of unknown digest", () -> repository.write("text/plain", Content.of(BYTES)));
        all.put("put", () -> repository.put(Tag.LATEST, MANIFEST));
        all.put("tags", () -> repository.tags().toList());
        all.put(
                "referrers",
                () -> repository
                        .capability(Referrers.class)
                        .orElseThrow()
                        .referrers(MANIFEST.digest())
                        .toList());
        return all;
    }

    private static HttpTransport transport(int patienceMillis, int attempts) {
        return HttpTransport.builder()
                .credentials((host, repository) -> Optional.of(Credential.password("sailor", "anchor")))
                .defaults(HostConfig.builder()
                        .attempts(attempts)
                        .responseTimeout(Duration.ofMillis(2L * patienceMillis))
                        .idleTimeout(Duration.ofMillis(patienceMillis))
                        .build())
                .time(new TestTime())
                .build();
    }

    private static void typedSoonAndSmall(String what, Runnable one, RawRegistry registry) {
        long before = registry.sent();
        int connectionsBefore = registry.connections();
        Throwable failure = assertTimeoutPreemptively(Duration.ofSeconds(30), () -> catchThrowable(one::run), what);

        if (failure != null) {
            assertThat(failure).as(what).isInstanceOf(OciException.class);
            assertThat(failure.getMessage()).as(what).hasSizeLessThan(5000);
        }
        int connections = registry.connections() - connectionsBefore;
        assertThat(registry.sent() - before)
                .as("what was sent for " + what)
                .isLessThan(MOST_SENT * Math.max(1, connections));
    }

    @ParameterizedTest
    @EnumSource
    void any_response_ends_in_a_result_or_a_typed_error(Ill ill) {
        try (RawRegistry registry = RawRegistry.start(ill::write);
                HttpTransport transport = transport(100, 1)) {
            all(transport, registry.host()).forEach((what, one) -> typedSoonAndSmall(what, one, registry));
        }
    }

    /** Only bytes that match the digest are accepted as the blob. */
    @ParameterizedTest
    @EnumSource
    void no_malformed_response_becomes_a_blob(Ill ill) {
        try (RawRegistry registry = RawRegistry.start(ill::write);
                HttpTransport transport = transport(100, 1)) {
            Repository repository = transport.open(Reference.parse(registry.host() + "/demo/tree"));

            assertThat(catchThrowable(() -> repository.bytes(BLOB))).isInstanceOf(OciException.class);
        }
    }

    /** Of which JDK 17.0.15 takes 384 KiB; what an older one does with them is its own affair. */
    @Test
    void endless_headers_are_refused() {
        try (RawRegistry registry = RawRegistry.start(out -> {
                    out.write(OK.getBytes(StandardCharsets.ISO_8859_1));
                    byte[] header = ("X-A: " + "b".repeat(1000) + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
                    while (true) {
                        out.write(header);
                    }
                });
                HttpTransport transport = transport(100, 1)) {
            all(transport, registry.host()).forEach((what, one) -> typedSoonAndSmall(what, one, registry));
        }
    }

    @Test
    void an_endless_part_is_abandoned() throws IOException {
        try (RawRegistry registry = RawRegistry.start(out -> {
                    out.write(("HTTP/1.1 206 x\r\nContent-Range: bytes 7-9/12\r\n\r\nwor")
                            .getBytes(StandardCharsets.ISO_8859_1));
                    while (true) {
                        out.write(new byte[8192]);
                    }
                });
                HttpTransport transport = transport(5_000, 3);
                var part = transport
                        .open(Reference.parse(registry.host() + "/demo/tree"))
                        .open(BLOB, new ByteRange(7, 3))) {
            byte[] read = assertTimeoutPreemptively(Duration.ofSeconds(30), part::readAllBytes);

            assertThat(read).asString(StandardCharsets.UTF_8).isEqualTo("wor");
            assertThat(registry.sent()).isLessThan(MOST_SENT);
        }
    }

    @Test
    void a_blob_that_breaks_off_after_each_byte_is_abandoned() {
        byte[] bytes = new byte[200];
        Descriptor blob = Descriptor.of("text/plain", bytes);
        int[] next = {0};
        try (RawRegistry registry = RawRegistry.start(out -> {
                    int first = next[0]++;
                    out.write(("HTTP/1.1 " + (first == 0 ? 200 : 206) + " x\r\nContent-Range: bytes " + first
                                    + "-199/200\r\nContent-Length: " + (200 - first) + "\r\n\r\n\0")
                            .getBytes(StandardCharsets.ISO_8859_1));
                });
                HttpTransport transport = transport(5_000, 3)) {
            Repository repository = transport.open(Reference.parse(registry.host() + "/demo/tree"));

            assertThat(catchThrowable(() -> repository.bytes(blob))).isInstanceOf(OciException.class);
            assertThat(registry.connections()).isLessThan(10);
        }
    }
}
