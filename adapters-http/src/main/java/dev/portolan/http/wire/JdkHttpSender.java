package dev.portolan.http.wire;

import dev.portolan.content.Streams;
import dev.portolan.error.OciException;
import dev.portolan.http.config.HostConfig;
import dev.portolan.http.config.RequestListener;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Sends requests with {@link java.net.http.HttpClient}, keeps their time, and tells the listener of each. */
public final class JdkHttpSender implements Sender {
    private final Clients clients;
    private final RequestListener listener;

    /** A sender on these clients. */
    public JdkHttpSender(Clients clients, RequestListener listener) {
        this.clients = clients;
        this.listener = listener;
    }

    @Override
    public Response send(Request request) throws IOException {
        HostConfig config = clients.config(Uris.authority(request.uri()));
        Sending sending = new Sending(request, config);
        return sending.start();
    }

    /** A request as the JDK knows it, which refuses headers that would break out of their line. */
    static HttpRequest message(Request request, HostConfig config, BodyPublisher body) {
        HttpRequest.Builder builder = HttpRequest.newBuilder(request.uri()).method(request.method(), body);
        builder.setHeader("User-Agent", "portolan");
        config.headers().forEach(builder::setHeader);
        config.proxyFor(request.uri())
                .flatMap(ProxyLogin::header)
                .ifPresent(login -> builder.setHeader("Proxy-Authorization", login));
        request.headers().forEach(builder::header);
        return builder.build();
    }

    /** One request under way. */
    private final class Sending {
        private final Request request;
        private final HostConfig config;
        private final BodyQueue queue;
        private final @Nullable ContentPublisher content;
        private final RequestReport report;

        Sending(Request request, HostConfig config) {
            this.request = request;
            this.config = config;
            this.queue = new BodyQueue(config.idleTimeout());
            this.content =
                    request.body().inMemory().isPresent() ? null : new ContentPublisher(request, clients.executor());
            this.report = new RequestReport(
                    request, listener, content == null ? request.body()::length : content::sent, queue::received);
        }

        Response start() throws IOException {
            try {
                HttpResponse<BodyQueue> response = send();
                return report.answered(response.statusCode(), response.headers().map(), queue);
            } catch (IOException | RuntimeException | Error e) {
                queue.close();
                report.tell();
                throw e;
            } finally {
                if (content != null) {
                    content.cancel();
                }
            }
        }

        /** A known length is announced, never sent in chunks of unknown number: some registries refuse those. */
        private BodyPublisher publisher() {
            if (content == null) {
                ByteBuffer bytes = request.body().inMemory().orElseThrow();
                return bytes.hasRemaining()
                        ? BodyPublishers.ofByteArray(
                                bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining())
                        : BodyPublishers.noBody();
            }
            long length = request.body().length();
            return length < 0
                    ? BodyPublishers.fromPublisher(content)
                    : length == 0 ? BodyPublishers.noBody() : BodyPublishers.fromPublisher(content, length);
        }

        /**
         * Sends, waits as long as the request's body moves, and then for the time that the answer may take. Not with
         * {@code sendAsync}, whose end needs a thread of the JVM's common pool, and there may be none: all of them may
         * be waiting here.
         */
        private HttpResponse<BodyQueue> send() throws IOException {
            HttpClient client = clients.client(request.uri(), config);
            HttpRequest message = message(request, config, publisher());
            ResponseTimeouts.Watch watch = clients.patience().watch(config.responseTimeout(), this::activeAt);
            try {
                HttpResponse<BodyQueue> response = client.send(message, info -> queue);
                ranOut(watch);
                return response;
            } catch (IOException | RuntimeException e) { // some answers that are not HTTP end in the latter
                throw ranOut(watch) ? timeout() : failure(e);
            } catch (InterruptedException e) {
                if (ranOut(watch)) {
                    throw timeout();
                }
                throw Interrupts.of(e);
            } catch (Error e) {
                watch.end();
                throw e;
            }
        }

        /** Ends a watch, and takes back the interrupt that it may have made. */
        private boolean ranOut(ResponseTimeouts.Watch watch) {
            boolean ranOut = watch.end();
            if (ranOut) {
                Thread.interrupted();
            }
            return ranOut;
        }

        private long activeAt() {
            return content == null ? report.startedAt() : Math.max(report.startedAt(), content.activeAt());
        }

        private HttpTimeoutException timeout() {
            return new HttpTimeoutException("no response within " + Durations.text(config.responseTimeout()));
        }

        private IOException failure(Throwable cause) {
            Throwable unread = content == null ? null : content.failure();
            if (unread instanceof OciException typed) {
                throw typed;
            }
            if (unread != null) {
                IOException io = unread instanceof IOException same ? same : new IOException(unread);
                throw Streams.failure("reading what is sent while " + request.what(), request.where(), io);
            }
            return cause instanceof IOException io ? io : new IOException(cause.toString(), cause);
        }
    }
}
