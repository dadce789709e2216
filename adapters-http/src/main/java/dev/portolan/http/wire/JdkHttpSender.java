package dev.portolan.http.wire;

import dev.portolan.content.Streams;
import dev.portolan.error.LimitExceededException;
import dev.portolan.error.OciException;
import dev.portolan.error.Problem;
import dev.portolan.error.UnsupportedException;
import dev.portolan.http.config.HostConfig;
import dev.portolan.http.config.ProxyServer;
import dev.portolan.http.config.RequestListener;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Sends requests with {@link java.net.http.HttpClient}, times them, and reports each one to the listener. */
public final class JdkHttpSender {
    private static final int PROXY_AUTHENTICATION_REQUIRED = 407;

    private final Clients clients;
    private final RequestListener listener;
    private final AtomicLong last = new AtomicLong();

    /** A sender on these clients. */
    public JdkHttpSender(Clients clients, RequestListener listener) {
        this.clients = clients;
        this.listener = listener;
    }

    /**
     * Sends a request as it is, and waits for the status and headers of the response. If its connection turns out to be
     * lost before a byte of the response came, every other pooled connection may be lost too, so later requests use a
     * fresh client. A request that does no harm when the registry sees it twice is sent again there at once; the response
     * then says so ({@link Response#repeated}). After a timeout it is not: the registry may be at work on it, and only the
     * caller knows how many attempts are left.
     *
     * @throws IOException when no response comes; an interrupt is an {@link InterruptedIOException}
     * @throws OciException when the request's body could not be read
     */
    public Response send(Request request) throws IOException {
        HostConfig config = clients.config(request);
        for (boolean again = false; ; again = true) {
            SharedClient client = clients.enter(request.uri(), config);
            boolean pooled = client.hasAnswered();
            try {
                Response response = new Sending(request, config, client).start();
                return again ? response.asRepeated() : response;
            } catch (IOException e) {
                if (!pooled || !lostConnection(e)) {
                    throw e;
                }
                client.retire();
                if (again || e instanceof HttpTimeoutException || !harmlessTwice(request)) {
                    throw e;
                }
            } catch (OutOfMemoryError e) {
                throw outOfMemory(request, e);
            }
        }
    }

    private static boolean lostConnection(IOException e) {
        return !(e instanceof ConnectException
                || e instanceof HttpConnectTimeoutException
                || e instanceof SSLException
                || e instanceof InterruptedIOException);
    }

    private static boolean harmlessTwice(Request request) {
        return request.repeatable()
                || request.method().equals("GET")
                || request.method().equals("HEAD");
    }

    private static LimitExceededException outOfMemory(Request request, OutOfMemoryError e) {
        boolean thread = e.getMessage() != null && e.getMessage().contains("thread");
        return new LimitExceededException(Problem.of(request.what() + " failed")
                .at(request.where())
                .because(thread ? "the system refused to start another thread" : "the heap is full")
                .advice(
                        thread
                                ? "raise the limit of processes and threads (ulimit -u, or that of the container)"
                                : "increase the heap (-Xmx), or reduce the concurrency")
                .causedBy(e));
    }

    /**
     * Builds the request for the JDK's client, which refuses header values that would break out of their line. The client
     * sends a proxy's login to the proxy alone, never through a tunnel to the registry. For a tunnel it drops the login
     * unless the JVM was started with {@code -Djdk.http.auth.tunneling.disabledSchemes=}, which a program may set and a
     * library must not.
     */
    private static HttpRequest message(Request request, HostConfig config, BodyPublisher body) {
        try {
            HttpRequest.Builder builder = HttpRequest.newBuilder(request.uri()).method(request.method(), body);
            builder.setHeader("User-Agent", "portolan");
            config.headers().forEach(builder::setHeader);
            config.proxyFor(request.uri())
                    .flatMap(ProxyServer::login)
                    .ifPresent(login -> builder.setHeader("Proxy-Authorization", BasicLogin.header(login)));
            request.headers().forEach(builder::header);
            return builder.build();
        } catch (IllegalArgumentException e) { // its text may repeat a header's value
            throw new UnsupportedException(Problem.of(request.what() + " failed")
                    .at(request.where())
                    .because("its address or a header has characters that HTTP does not allow"));
        }
    }

    /** One request under way. */
    private final class Sending {
        private final Request request;
        private final HostConfig config;
        private final SharedClient client;
        private final BodyQueue queue;
        private final @Nullable ContentPublisher content;
        private final RequestReport report;

        Sending(Request bare, HostConfig config, SharedClient client) {
            long id = last.incrementAndGet();
            this.request = RequestReport.announced(id, bare, listener);
            this.config = config;
            this.client = client;
            this.queue = new BodyQueue(config.idleTimeout(), clients.pending(), this::over, this::read);
            this.content =
                    request.body().inMemory().isPresent() ? null : new ContentPublisher(request, clients.executor());
            this.report = new RequestReport(
                    id, request, listener, content == null ? request.body()::length : content::sent, queue::received);
        }

        private void over(BodyQueue body) {
            clients.end(body);
            client.leave();
        }

        private void read() {
            report.tell();
        }

        Response start() throws IOException {
            try {
                HttpResponse<BodyQueue> response = send();
                client.answered();
                clients.begin(queue);
                report.answered(response.statusCode());
                ResponseBody body = queue;
                if (response.statusCode() == PROXY_AUTHENTICATION_REQUIRED) {
                    queue.close(); // what a proxy sends with it may have no end
                    body = ResponseBody.of(new byte[0]);
                }
                return new Response(
                        request.uri(), response.statusCode(), response.headers().map(), body);
            } catch (IOException | RuntimeException | Error e) {
                queue.close();
                throw e;
            } finally {
                if (content != null) {
                    content.cancel();
                }
            }
        }

        /** A known length is announced; some registries refuse chunked requests. */
        private BodyPublisher publisher() {
            long length = request.body().length();
            if (length == 0) {
                return BodyPublishers.noBody();
            }
            if (content == null) {
                ByteBuffer bytes = request.body().inMemory().orElseThrow();
                return BodyPublishers.ofByteArray(
                        bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
            }
            return length < 0 ? BodyPublishers.fromPublisher(content) : BodyPublishers.fromPublisher(content, length);
        }

        /**
         * Sends, and waits as long as the request's body moves, then for the response timeout. Uses {@code send}, since
         * {@code sendAsync} completes on a thread of the JVM's common pool, and all of those may be waiting here.
         */
        private HttpResponse<BodyQueue> send() throws IOException {
            HttpRequest message = message(request, config, publisher());
            PendingRequests.Wait wait = clients.pending().begin(config.responseTimeout(), this::activeAt);
            Throwable failure;
            try {
                if (content != null && request.body().length() != 0) {
                    content.prepare();
                }
                HttpResponse<BodyQueue> response = client.client().send(message, info -> queue);
                wait.end();
                return response;
            } catch (IOException
                    | RuntimeException
                    | InterruptedException e) { // some malformed responses end in a RuntimeException
                failure = e;
            } catch (Error e) {
                wait.end();
                throw e;
            }
            throw switch (wait.end()) {
                case TIMEOUT ->
                    new HttpTimeoutException("no response within " + Durations.text(config.responseTimeout()));
                case CLOSED ->
                    throw Clients.closed(Problem.of(request.what() + " failed").at(request.where()));
                case RESPONSE -> failure(failure);
            };
        }

        private long activeAt() {
            return content == null ? report.startedAt() : Math.max(report.startedAt(), content.activeAt());
        }

        private IOException failure(Throwable cause) {
            for (Throwable error = cause; error != null; error = error.getCause()) {
                if (error instanceof OutOfMemoryError memory) {
                    throw memory;
                }
            }
            Throwable unread = content == null ? null : content.failure();
            if (unread instanceof OciException typed) {
                throw typed;
            }
            String what = "reading the content while " + request.what();
            if (unread instanceof IOException io) {
                throw Streams.failure(what, request.where(), io);
            }
            if (unread instanceof UncheckedIOException wrapper) {
                throw Streams.failure(what, request.where(), wrapper);
            }
            if (unread instanceof RuntimeException own) {
                throw own; // of the caller's content, as if it had been read on this thread
            }
            if (unread instanceof Error own) {
                throw own;
            }
            if (cause instanceof InterruptedException) {
                return new InterruptedIOException("interrupted");
            }
            return cause instanceof IOException io ? io : new IOException(cause.toString(), cause);
        }
    }
}
