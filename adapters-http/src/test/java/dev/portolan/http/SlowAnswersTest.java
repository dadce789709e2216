package dev.portolan.http;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.portolan.error.OciException;
import dev.portolan.error.UnreachableException;
import dev.portolan.http.config.HostConfig;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Reference;
import dev.portolan.model.Tag;
import dev.portolan.port.Repository;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A registry that never stops sending, a byte at a time, is as good as one that sends nothing. */
@Timeout(60)
class SlowAnswersTest {
    private final CountDownLatch over = new CountDownLatch(1);

    @AfterEach
    void end() {
        over.countDown();
    }

    /** Sends a text, and then one byte again and again, always sooner than the idle timeout. */
    private RawRegistry drip(String first, int then) {
        return RawRegistry.start(out -> {
            out.write(first.getBytes(StandardCharsets.ISO_8859_1));
            drip(out, then);
        });
    }

    private void drip(OutputStream out, int then) throws IOException {
        try {
            while (!over.await(20, TimeUnit.MILLISECONDS)) {
                out.write(then);
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private static HttpTransport transport() {
        return HttpTransport.builder()
                .defaults(HostConfig.builder()
                        .attempts(1)
                        .responseTimeout(Duration.ofMillis(500))
                        .idleTimeout(Duration.ofMillis(500))
                        .build())
                .time(new TestTime())
                .build();
    }

    private static Repository repository(HttpTransport transport, RawRegistry registry) {
        return transport.open(Reference.parse(registry.host() + "/demo/tree"));
    }

    @Test
    void a_slow_head_ends_at_the_response_timeout() {
        try (RawRegistry registry = drip("HTTP/1.1 200 OK\r\nX-A: ", 'a');
                HttpTransport transport = transport()) {
            assertThatExceptionOfType(UnreachableException.class)
                    .isThrownBy(() -> repository(transport, registry).manifest(Tag.of("v1")))
                    .withMessageContaining("no response within 500 ms");
        }
    }

    @Test
    void a_slow_small_body_ends() {
        try (RawRegistry registry = drip("HTTP/1.1 200 OK\r\nContent-Length: 4000000\r\n\r\n", ' ');
                HttpTransport transport = transport()) {
            assertThatExceptionOfType(UnreachableException.class)
                    .isThrownBy(() -> repository(transport, registry).manifest(Tag.of("v1")))
                    .withMessageContaining("bytes arrived in");
        }
    }

    @Test
    void a_slow_error_page_ends() {
        try (RawRegistry registry = drip("HTTP/1.1 404 x\r\nContent-Length: 4000000\r\n\r\n", ' ');
                HttpTransport transport = transport()) {
            assertThatExceptionOfType(UnreachableException.class)
                    .isThrownBy(() -> repository(transport, registry).tags().toList());
        }
    }

    @Test
    void a_slow_blob_ends() {
        Descriptor blob = Descriptor.of("text/plain", new byte[3_000_000]);
        try (RawRegistry registry = drip("HTTP/1.1 200 OK\r\nContent-Length: 3000000\r\n\r\n", 0);
                HttpTransport transport = transport()) {
            assertThatExceptionOfType(UnreachableException.class)
                    .isThrownBy(() -> repository(transport, registry).bytes(blob))
                    .withMessageContaining("bytes arrived in");
        }
    }

    @Test
    void an_endless_login_page_of_a_proxy_is_not_read() {
        try (RawRegistry proxy = drip(
                        "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"x\"\r\n"
                                + "Content-Length: 1000000000\r\n\r\n",
                        ' ');
                HttpTransport transport = HttpTransport.builder()
                        .defaults(HostConfig.builder()
                                .plainHttp(true)
                                .proxy(
                                        "127.0.0.1",
                                        Integer.parseInt(proxy.host().split(":")[1]))
                                .build())
                        .time(new TestTime())
                        .build()) {
            Repository repository = transport.open(Reference.parse("registry.example/demo/tree"));

            // With the timeouts of the defaults, reading the page would take longer than this test may.
            assertThatExceptionOfType(OciException.class)
                    .isThrownBy(() -> repository.manifest(Tag.of("v1")))
                    .withMessageContaining("407");
        }
    }
}
