package dev.portolan.registry.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portolan.content.Content;
import dev.portolan.content.Verifier;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Reference;
import dev.portolan.port.Repository;
import dev.portolan.port.Transport;
import dev.portolan.registry.memory.InMemoryTransport;
import dev.portolan.testkit.fixture.Fixtures;
import dev.portolan.testkit.fixture.RandomContent;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Uploads to a storage that counts and verifies them and keeps nothing. */
class StreamingTest {
    private static final int SIZE = 4 << 20;

    @TempDir
    Path spool;

    private final AtomicLong received = new AtomicLong();
    private final CountDownLatch arrived = new CountDownLatch(1);

    /** A transport whose blobs go nowhere. */
    private Transport swallowing() {
        Transport memory = InMemoryTransport.create();
        return new Transport() {
            @Override
            public Set<String> schemes() {
                return memory.schemes();
            }

            @Override
            public Repository open(Reference reference) {
                Repository inner = memory.open(reference);
                return (Repository) Proxy.newProxyInstance(
                        getClass().getClassLoader(), new Class<?>[] {Repository.class}, (proxy, method, arguments) -> {
                            if (method.getName().equals("write") && arguments[0] instanceof Descriptor blob) {
                                swallow(blob, (Content) arguments[1]);
                                return null;
                            }
                            try {
                                return method.invoke(inner, arguments);
                            } catch (InvocationTargetException e) {
                                throw e.getCause();
                            }
                        });
            }

            @Override
            public void close() {}
        };
    }

    private void swallow(Descriptor blob, Content content) {
        Verifier verifier = Verifier.of(blob, "nowhere");
        try {
            content.writeTo(verifier.before(buffer -> {
                received.addAndGet(buffer.remaining());
                arrived.countDown();
            }));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        verifier.finish();
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new InterruptedIOException();
        }
    }

    /** Sends a first part, and the rest only once something has arrived behind the server. */
    private BodyPublisher waitingForArrival(RandomContent content) {
        return BodyPublishers.fromPublisher(
                BodyPublishers.ofInputStream(() -> new FilterInputStream(content.open()) {
                    private long sent;

                    @Override
                    public int read(byte[] buffer, int offset, int length) throws IOException {
                        if (sent > SIZE / 4) {
                            await(arrived);
                        }
                        int count = super.read(buffer, offset, length);
                        sent += count;
                        return count;
                    }
                }),
                SIZE);
    }

    @Test
    @Timeout(60)
    void a_blob_is_streamed_while_it_is_sent() throws Exception {
        RandomContent content = Fixtures.seeded(1).content(SIZE);
        try (RegistryServer server = RegistryServer.builder()
                .transport(swallowing())
                .spoolDirectory(spool)
                .start()) {
            String session = Http.header(new Http(server).send("POST", "/v2/a/blobs/uploads/"), "Location");
            URI last = server.address()
                    .resolve(session + "?digest=" + content.descriptor().digest());

            HttpResponse<Void> answer = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(last)
                                    .PUT(waitingForArrival(content))
                                    .build(),
                            HttpResponse.BodyHandlers.discarding());

            assertThat(answer.statusCode()).isEqualTo(201);
        }
        assertThat(received.get()).isEqualTo(SIZE);
    }

    @Test
    void a_streamed_upload_is_spooled_to_a_file_until_its_digest_is_known() throws Exception {
        RandomContent content = Fixtures.seeded(1).content(SIZE);
        try (RegistryServer server = RegistryServer.builder()
                .transport(swallowing())
                .spoolDirectory(spool)
                .start()) {
            Http http = new Http(server);
            String session = Http.header(http.send("POST", "/v2/a/blobs/uploads/"), "Location");
            http.send("PATCH", session, content.open().readAllBytes());
            try (Stream<Path> files = Files.list(spool)) {
                assertThat(files)
                        .singleElement()
                        .satisfies(file -> assertThat(file).hasSize(SIZE));
            }

            assertThat(http.send(
                                    "PUT",
                                    session + "?digest=" + content.descriptor().digest())
                            .statusCode())
                    .isEqualTo(201);

            assertThat(received.get()).isEqualTo(SIZE);
            try (Stream<Path> files = Files.list(spool)) {
                assertThat(files).isEmpty();
            }
        }
    }

    @Test
    void the_spool_of_an_upload_that_is_abandoned_is_removed() throws IOException {
        try (RegistryServer server = RegistryServer.builder()
                .transport(swallowing())
                .spoolDirectory(spool)
                .start()) {
            Http http = new Http(server);
            String cancelled = Http.header(http.send("POST", "/v2/a/blobs/uploads/"), "Location");
            String left = Http.header(http.send("POST", "/v2/a/blobs/uploads/"), "Location");
            http.send("PATCH", cancelled, new byte[2 << 20]);
            http.send("PATCH", left, new byte[2 << 20]);
            try (Stream<Path> files = Files.list(spool)) {
                assertThat(files).hasSize(2);
            }
            http.send("DELETE", cancelled);
            try (Stream<Path> files = Files.list(spool)) {
                assertThat(files).hasSize(1);
            }
        }
        try (Stream<Path> files = Files.list(spool)) {
            assertThat(files).isEmpty();
        }
    }
}
