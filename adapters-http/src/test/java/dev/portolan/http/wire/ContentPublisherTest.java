package dev.portolan.http.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.portolan.error.LimitExceededException;
import dev.portolan.http.config.HostConfig;
import dev.portolan.http.config.RequestListener;
import dev.portolan.registry.server.RegistryServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
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
    void a_second_subscriber_gets_an_error_and_does_not_disturb_the_first() {
        List<Runnable> tasks = new ArrayList<>();
        ContentPublisher publisher = new ContentPublisher(REQUEST, tasks::add);
        Collecting first = new Collecting();
        Collecting second = new Collecting();

        publisher.subscribe(first);
        publisher.subscribe(second);
        tasks.forEach(Runnable::run);

        assertThat(tasks).hasSize(1);
        assertThat(first.complete).isTrue();
        assertThat(first.buffers).containsExactly(ByteBuffer.wrap(BYTES));
        assertThat(second.failure).isInstanceOf(IOException.class);
        assertThat(second.buffers).isEmpty();
        assertThat(publisher.failure()).isNull();
    }

    @Test
    void without_a_thread_to_spare_requests_work_and_uploads_fail_with_an_error_that_names_the_limit()
            throws IOException {
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
}
