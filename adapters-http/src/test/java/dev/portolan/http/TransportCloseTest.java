package dev.portolan.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portolan.content.Content;
import dev.portolan.error.OciException;
import dev.portolan.error.UnreachableException;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Reference;
import dev.portolan.model.Tag;
import dev.portolan.port.Repository;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Closing a transport ends its requests at once, whatever they wait for. The timeouts here are those of the defaults.
 */
@Timeout(20)
class TransportCloseTest {
    private static final Descriptor BLOB = Descriptor.of("text/plain", new byte[5_000_000]);

    /**
     * Returns what a request fails with when the transport is closed after the registry gave these answers, in turn.
     */
    private static OciException failure(Consumer<Repository> request, String... answers) throws InterruptedException {
        CountDownLatch asked = new CountDownLatch(answers.length);
        CountDownLatch end = new CountDownLatch(1);
        AtomicReference<OciException> failure = new AtomicReference<>();
        try (RawRegistry registry = RawRegistry.start(out -> {
            String answer = answers[answers.length - (int) asked.getCount()];
            out.write(answer.getBytes(StandardCharsets.ISO_8859_1));
            asked.countDown();
            if (asked.getCount() == 0) {
                await(end);
            }
        })) {
            HttpTransport transport = HttpTransport.create();
            Repository repository = transport.open(Reference.parse(registry.host() + "/demo/tree"));
            Thread sender = new Thread(() -> {
                try {
                    request.accept(repository);
                } catch (OciException e) {
                    failure.set(e);
                }
            });
            sender.start();
            asked.await();
            transport.close();
            sender.join();
            end.countDown();
        }
        return failure.get();
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private static void assertClosed(OciException failure) {
        assertThat(failure).isInstanceOf(UnreachableException.class).hasMessageContaining("the transport was closed");
    }

    @Test
    void ends_a_request_that_waits_for_its_response() throws InterruptedException {
        assertClosed(failure(repository -> repository.manifest(Tag.of("v1")), ""));
    }

    @Test
    void ends_a_request_whose_head_is_incomplete() throws InterruptedException {
        assertClosed(failure(repository -> repository.manifest(Tag.of("v1")), "HTTP/1.1 200 OK\r\nContent-"));
    }

    @Test
    void ends_a_small_body_that_stalls() throws InterruptedException {
        assertClosed(failure(
                repository -> repository.manifest(Tag.of("v1")), "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"));
    }

    @Test
    void ends_a_stream_that_stalls() throws InterruptedException {
        assertClosed(failure(
                repository -> {
                    try (InputStream stream = repository.open(BLOB)) {
                        stream.readAllBytes();
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                },
                "HTTP/1.1 200 OK\r\nContent-Length: 5000000\r\n\r\n"));
    }

    @Test
    void ends_an_upload_that_gets_no_response() throws InterruptedException {
        assertClosed(failure(
                repository -> repository.write(BLOB, streamed()),
                "HTTP/1.1 202 OK\r\nLocation: /x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
                ""));
    }

    /** Content that is not in memory, as far as the client can see. */
    private static Content streamed() {
        return () -> new ByteArrayInputStream(new byte[5_000_000]);
    }

    @Test
    void refuses_requests_afterwards() {
        HttpTransport transport = HttpTransport.create();
        transport.close();

        assertThatThrownBy(() -> transport.open(Reference.parse("localhost:1/demo/tree")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the transport was closed");
        assertThatThrownBy(() -> transport.check("localhost:1")).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> transport.repositories("localhost:1")).isInstanceOf(IllegalStateException.class);
    }
}
