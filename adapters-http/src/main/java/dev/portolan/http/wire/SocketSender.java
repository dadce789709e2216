package dev.portolan.http.wire;

import dev.portolan.http.config.HostConfig;
import dev.portolan.http.config.RequestListener;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Sends and fetches what is large, each on a connection of its own, and leaves all other requests to the next sender.
 * The JDK's client copies each byte more often between socket and file, and needs a thread more for it.
 */
public final class SocketSender implements Sender, AutoCloseable {
    /** From so many bytes on, the time for a connection is not seen. */
    public static final long LARGE = 4 << 20;

    /** One with TLS takes so many times as long. */
    private static final int SECURE = 16;

    private static final Duration LAST_WORDS = Duration.ofSeconds(2);

    private final Clients clients;
    private final Sender next;
    private final RequestListener listener;
    private final long large;
    private final Buffers directBuffers = new Buffers(ByteBuffer::allocateDirect);
    private final Buffers heapBuffers = new Buffers(ByteBuffer::allocate);
    private final Set<SocketConnection> connections = ConcurrentHashMap.newKeySet();

    /**
     * A sender before another one.
     *
     * @param large content that is thought to have so many bytes, or more, is moved here
     */
    public SocketSender(Clients clients, Sender next, RequestListener listener, long large) {
        this.clients = clients;
        this.next = next;
        this.listener = listener;
        this.large = large;
    }

    @Override
    public Response send(Request request) throws IOException {
        HostConfig config = clients.config(Uris.authority(request.uri()));
        return suits(request, config) ? new Sending(request, config).start() : next.send(request);
    }

    private boolean suits(Request request, HostConfig config) {
        return size(request) >= (isSecure(request) ? large * SECURE : large)
                && config.proxy().isEmpty()
                && isDirect(request.uri());
    }

    /** The size of what is moved, as far as it is known, and streamed. */
    private static long size(Request request) {
        return request.method().equals("GET")
                ? request.streamed() ? request.expected() : -1
                : request.body().inMemory().isEmpty() ? request.body().length() : -1;
    }

    private static boolean isSecure(Request request) {
        return request.uri().getScheme().equalsIgnoreCase("https");
    }

    private static boolean isDirect(URI uri) {
        ProxySelector selector = ProxySelector.getDefault();
        return selector == null || selector.select(uri).stream().allMatch(proxy -> proxy.type() == Proxy.Type.DIRECT);
    }

    /** Ends all connections, after the clients were closed; requests under way fail. */
    @Override
    public void close() {
        connections.forEach(SocketConnection::close);
    }

    /** One request under way. */
    private final class Sending {
        private final Request request;
        private final HostConfig config;
        private final RequestReport report;
        private @Nullable SocketUpload upload;
        private @Nullable SocketBody body;

        Sending(Request request, HostConfig config) {
            this.request = request;
            this.config = config;
            this.report = new RequestReport(
                    request,
                    listener,
                    () -> upload == null ? 0 : upload.sent(),
                    () -> body == null ? 0 : body.received());
        }

        Response start() throws IOException {
            HttpRequest message = JdkHttpSender.message(request, config, BodyPublishers.noBody());
            SocketConnection connection = null;
            try {
                connection = SocketConnection.open(
                        request.uri(), config.connectTimeout(), clients.patience(), connections::remove);
                connections.add(connection);
                clients.requireOpen(request.uri());
                if (isSecure(request)) {
                    connection.secure(request.uri(), context());
                }
                return answer(connection, message);
            } catch (IOException | RuntimeException | Error e) {
                if (connection != null) {
                    connection.close();
                }
                report.tell();
                throw e;
            }
        }

        private SSLContext context() throws IOException {
            try {
                return config.tls().isPresent() ? config.tls().get().context() : SSLContext.getDefault();
            } catch (NoSuchAlgorithmException e) {
                throw new IOException("this platform has no TLS", e);
            }
        }

        private Response answer(SocketConnection connection, HttpRequest message) throws IOException {
            SocketInput input = new SocketInput(connection);
            connection.patience(config.responseTimeout());
            SocketHead head;
            try {
                connection.write(ByteBuffer.wrap(text(message).getBytes(StandardCharsets.ISO_8859_1)));
                head = exchange(connection, input);
            } catch (HttpTimeoutException e) {
                throw new HttpTimeoutException(
                        "no answer within " + config.responseTimeout().toSeconds() + " s");
            }
            connection.patience(config.idleTimeout());
            body = new SocketBody(
                    connection, input, head.bodyLength(), isSecure(request) ? heapBuffers : directBuffers);
            return report.answered(head.status(), head.headers(), body);
        }

        private SocketHead exchange(SocketConnection connection, SocketInput input) throws IOException {
            if (request.body().length() == 0) {
                return SocketHead.read(input);
            }
            upload = new SocketUpload(connection, request);
            try {
                upload.send();
            } catch (HttpTimeoutException | InterruptedIOException e) {
                throw e;
            } catch (IOException e) {
                return refusal(connection, input).orElseThrow(() -> e);
            }
            return SocketHead.read(input);
        }

        /** What a host says that does not want to see the body to its end, and hangs up. */
        private Optional<SocketHead> refusal(SocketConnection connection, SocketInput input)
                throws InterruptedIOException {
            connection.patience(LAST_WORDS);
            try {
                return Optional.of(SocketHead.read(input)).filter(head -> head.status() >= 300);
            } catch (InterruptedIOException e) {
                throw e;
            } catch (IOException e) {
                return Optional.empty();
            }
        }

        private String text(HttpRequest message) {
            URI uri = message.uri();
            String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
            StringBuilder text = new StringBuilder(message.method())
                    .append(" ")
                    .append(path)
                    .append(uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery())
                    .append(" HTTP/1.1\r\nHost: ")
                    .append(Uris.authority(uri))
                    .append("\r\nConnection: close\r\n");
            if (request.body().length() > 0) {
                text.append("Content-Length: ").append(request.body().length()).append("\r\n");
            }
            message.headers()
                    .map()
                    .forEach((name, values) -> values.forEach(value ->
                            text.append(name).append(": ").append(value).append("\r\n")));
            return text.append("\r\n").toString();
        }
    }
}
