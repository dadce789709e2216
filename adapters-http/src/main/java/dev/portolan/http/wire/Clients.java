package dev.portolan.http.wire;

import dev.portolan.error.Problem;
import dev.portolan.error.UnreachableException;
import dev.portolan.http.config.HostConfig;
import dev.portolan.http.config.ProxyServer;
import dev.portolan.http.config.Tls;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The JDK's HTTP clients, one for all hosts with the same settings, and the requests that are under way on them. */
public final class Clients implements AutoCloseable {
    private final Executor executor;
    private final Function<String, HostConfig> configs;
    private final LongSupplier nanos;
    private final Map<Settings, SharedClient> clients = new ConcurrentHashMap<>();
    private final Set<BodyQueue> bodies = ConcurrentHashMap.newKeySet();
    private final PendingRequests pending = new PendingRequests();
    private volatile boolean closed;

    /** The fixed settings of a client; only hosts with equal settings can share one. */
    private record Settings(
            boolean secure, Duration connectTimeout, Optional<Tls> tls, Optional<ProxyServer> proxy, boolean direct) {
        static Settings of(URI uri, HostConfig config) {
            boolean secure = "https".equalsIgnoreCase(uri.getScheme());
            return new Settings(
                    secure,
                    config.connectTimeout(),
                    secure ? config.tls() : Optional.empty(),
                    config.proxyFor(uri),
                    !config.proxies().isEmpty());
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Settings that
                    && secure == that.secure
                    && direct == that.direct
                    && connectTimeout.equals(that.connectTimeout)
                    && tls.equals(that.tls)
                    && proxy.equals(that.proxy);
        }

        @Override
        public int hashCode() {
            return connectTimeout.hashCode() + (secure ? 1 : 0);
        }
    }

    /** Clients that work on this executor, with the configuration of each {@code host:port}. */
    public Clients(Executor executor, Function<String, HostConfig> configs) {
        this(executor, configs, System::nanoTime);
    }

    Clients(Executor executor, Function<String, HostConfig> configs, LongSupplier nanos) {
        this.executor = executor;
        this.configs = configs;
        this.nanos = nanos;
    }

    PendingRequests pending() {
        return pending;
    }

    Executor executor() {
        return executor;
    }

    HostConfig config(String authority) {
        return configs.apply(authority);
    }

    /**
     * Returns the client for an address, entered: the caller leaves it.
     *
     * @throws IOException when a new client cannot be opened
     * @throws UnreachableException when all clients were closed
     */
    SharedClient enter(URI uri, HostConfig config) throws IOException {
        Settings settings = Settings.of(uri, config);
        while (true) {
            requireOpen(uri);
            SharedClient client = shared(settings);
            if (closed) {
                client.close(); // opened while the others were closed
            } else if (client.enter()) {
                return client;
            }
            clients.remove(settings, client);
        }
    }

    private SharedClient shared(Settings settings) throws IOException {
        try {
            return clients.computeIfAbsent(settings, key -> new SharedClient(open(key), nanos));
        } catch (UncheckedIOException e) { // the process has no file descriptor left, for one
            throw e.getCause();
        }
    }

    private void requireOpen(URI uri) {
        if (closed) {
            throw closed(Problem.of("no request was sent to " + Uris.authority(uri)));
        }
    }

    /** Returns the error of a request that the end of the transport ends. */
    static UnreachableException closed(Problem problem) {
        return new UnreachableException(problem.because("the transport was closed"));
    }

    /** Keeps a response's body until its end, so that closing can cancel it. */
    void begin(BodyQueue body) {
        bodies.add(body);
        if (closed) {
            body.breakOff(new IOException("the transport was closed"));
        }
    }

    /** A response's body is over. */
    void end(BodyQueue body) {
        bodies.remove(body);
    }

    /** If no thread is free, the client's own tasks, which never wait, run here; lost ones would block a request. */
    private void execute(Runnable task) {
        try {
            executor.execute(task);
        } catch (OutOfMemoryError e) {
            task.run();
        }
    }

    /**
     * Creates a client. Its own redirects would send credentials to other hosts, and its HTTP/2 asks http:// hosts to
     * upgrade.
     */
    private ClosableClient open(Settings settings) {
        HttpClient.Builder builder = HttpClient.newBuilder()
                .executor(this::execute)
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(settings.connectTimeout());
        if (!settings.secure()) {
            builder.sslContext(NoTls.context());
        }
        settings.tls().ifPresent(tls -> builder.sslContext(tls.context()));
        if (settings.proxy().isPresent()) {
            ProxyServer proxy = settings.proxy().get();
            builder.proxy(ProxySelector.of(new InetSocketAddress(proxy.host(), proxy.port())));
        } else if (settings.direct()) {
            builder.proxy(HttpClient.Builder.NO_PROXY); // else the JVM's own settings apply
        }
        return ClosableClient.of(builder);
    }

    /**
     * Ends the requests that are under way, then the clients with their threads, and the clock last. On JDK 17 the end
     * of a client does not end its requests, so the order matters.
     */
    @Override
    public void close() {
        closed = true;
        pending.interruptAll();
        bodies.forEach(body -> body.breakOff(new IOException("the transport was closed")));
        clients.values().forEach(SharedClient::close);
        clients.clear();
        pending.close();
    }
}
