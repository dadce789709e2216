package dev.portolan.http.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.portolan.content.Content;
import dev.portolan.error.LimitExceededException;
import dev.portolan.http.config.HostConfig;
import dev.portolan.http.config.RequestListener;
import dev.portolan.internal.work.Daemons;
import dev.portolan.registry.server.RegistryServer;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ContentPublisherTest {
    private static final byte[] BYTES = new byte[100];
    private static final Request REQUEST = Request.of("PUT", URI.create("http://127.0.0.1:1/x"), "uploading", "there")
            .with(RequestBody.of(() -> new ByteArrayInputStream(BYTES), BYTES.length));

    private static final class Collecting implements Flow.Subscriber<ByteBuffer> {
        private final List<ByteBuffer> buffers = new ArrayList<>();
        private @Nullable Throwable failure;
        private boolean complete;

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(ByteBuffer buffer) {
            buffers.add(buffer);
        }

        @Override
        public void onError(Throwable throwable) {
            failure = throwable;
        }

        @Override
        public void onComplete() {
            complete = true;
        }
    }

    /** The JDK's client does that with -Djdk.httpclient.enableAllMethodRetry=true. */
    @Test
    void a_second_subscriber_gets_an_error_without_disturbing_the_first() throws IOException, InterruptedException {
        ContentPublisher publisher = new ContentPublisher(REQUEST, Runnable::run);
        Collecting first = new Collecting();
        Collecting second = new Collecting();

        publisher.prepare();
        publisher.subscribe(first);
        publisher.subscribe(second);

        assertThat(first.complete).isTrue();
        assertThat(first.buffers).containsExactly(ByteBuffer.wrap(BYTES));
        assertThat(second.failure).isInstanceOf(IOException.class);
        assertThat(second.buffers).isEmpty();
        assertThat(publisher.failure()).isNull();
    }

    @Test
    void without_a_free_thread_requests_work_and_uploads_name_the_limit() throws IOException {
        Executor none = task -> {
            throw new OutOfMemoryError(
                    "unable to create native thread: possibly out of memory or process limits reached");
        };
        try (RegistryServer server = RegistryServer.start();
                Clients clients = new Clients(none, host -> HostConfig.defaults())) {
            JdkHttpSender sender = new JdkHttpSender(clients, RequestListener.NONE);
            URI uri = URI.create("http://" + server.host() + "/v2/");

            assertThat(sender.send(Request.of("GET", uri, "fetching", "there")).status())
                    .isEqualTo(200);
            assertThatExceptionOfType(LimitExceededException.class)
                    .isThrownBy(() -> sender.send(REQUEST.to(uri)))
                    .withMessageContaining("another thread")
                    .withMessageContaining("ulimit -u");
        }
    }

    @Test
    void the_body_is_open_and_read_before_anyone_subscribes() throws IOException, InterruptedException {
        ContentPublisher publisher = new ContentPublisher(REQUEST, Runnable::run);
        Collecting subscriber = new Collecting();

        publisher.prepare();
        publisher.subscribe(subscriber);

        assertThat(subscriber.complete).isTrue();
        assertThat(subscriber.buffers).containsExactly(ByteBuffer.wrap(BYTES));
    }

    @Test
    void a_body_that_cannot_be_opened_fails_before_anyone_subscribes() {
        ContentPublisher publisher = new ContentPublisher(
                REQUEST.with(RequestBody.of(
                        () -> {
                            throw new IOException("gone");
                        },
                        1)),
                Runnable::run);

        assertThatIOException().isThrownBy(publisher::prepare).havingCause().withMessage("gone");
        assertThat(publisher.failure()).hasMessage("gone");
    }

    /** Reads one request with its body, answers it, and only then takes the next connection. */
    private static void serveOneAtATime(ServerSocket server, List<String> seen) {
        while (!server.isClosed()) {
            try (Socket socket = server.accept();
                    BufferedReader in =
                            new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1))) {
                int length = 0;
                seen.add(in.readLine());
                for (String line; !(line = in.readLine()).isEmpty(); ) {
                    if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                        length = Integer.parseInt(line.substring(15).trim());
                    }
                }
                in.skip(length);
                socket.getOutputStream()
                        .write("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 100\r\n\r\n"
                                .getBytes(ISO_8859_1));
                socket.getOutputStream().write(BYTES);
            } catch (IOException | NullPointerException e) {
                // closed, by the test or by the client
            }
        }
    }

    @Test
    void a_source_on_a_single_threaded_server_is_read_before_the_upload_begins() throws IOException {
        List<String> seen = new CopyOnWriteArrayList<>();
        HostConfig config =
                HostConfig.builder().responseTimeout(Duration.ofSeconds(10)).build();
        try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                Clients clients =
                        new Clients(task -> new Daemons("test").newThread(task).start(), host -> config)) {
            new Daemons("server").newThread(() -> serveOneAtATime(server, seen)).start();
            JdkHttpSender sender = new JdkHttpSender(clients, RequestListener.NONE);
            URI uri = URI.create("http://127.0.0.1:" + server.getLocalPort() + "/");
            Content source = () -> new ByteArrayInputStream(sender.send(Request.of("GET", uri, "fetching", "there"))
                    .body()
                    .readUpTo(BYTES.length));

            Response response = sender.send(
                    Request.of("PUT", uri, "uploading", "there").with(RequestBody.of(source, BYTES.length)));

            assertThat(response.status()).isEqualTo(200);
            assertThat(seen).containsExactly("GET / HTTP/1.1", "PUT / HTTP/1.1");
            response.close();
        }
    }
}
