package dev.portolan.http.wire;

import dev.portolan.error.Problem;
import dev.portolan.error.UnreachableException;
import dev.portolan.http.config.HostConfig;
import dev.portolan.http.config.ProxyServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.LongSupplier;

/** The JDK's HTTP clients, one for all hosts with the same settings, and the requests that are under way on them. */
public final class Clients implements AutoCloseable {
    private final Executor executor;
    private final Function<Request, HostConfig> configs;
    private final LongSupplier nanos;
    private final Map<List<Object>, SharedClient> clients = new ConcurrentHashMap<>();
    private final Set<BodyQueue> bodies = ConcurrentHashMap.newKeySet();
    private final PendingRequests pending = new PendingRequests();
    private volatile boolean closed;

    /** Clients that work on this executor, with the configuration for each request. */
    public Clients(Executor executor, Function<Request, HostConfig> configs) {
        this(executor, configs, System::nanoTime);
    }

    Clients(Executor executor, Function<Request, HostConfig> configs, LongSupplier nanos) {
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

    HostConfig config(Request request) {
        return configs.apply(request);
    }

    /**
     * Returns the client for an address, entered: the caller leaves it.
     *
     * @throws IOException when a new client cannot be opened
     * @throws UnreachableException when all clients were closed
     */
    SharedClient enter(URI uri, HostConfig config) throws IOException {
        List<Object> settings = settings(uri, config);
        while (true) {
            if (closed) {
                throw closed(Problem.of("no request was sent to " + Uris.authority(uri)));
            }
            SharedClient client = shared(settings, uri, config);
            if (closed) {
                client.close(); // opened while the others were closed
            } else if (client.enter()) {
                return client;
            }
            clients.remove(settings, client);
        }
    }

    /** Returns the settings that are fixed in a client: only hosts for which they are equal can share one. */
    private static List<Object> settings(URI uri, HostConfig config) {
        return List.of(
                config.connectTimeout(),
                isSecure(uri) ? config.tls() : "plain",
                config.proxyFor(uri),
                config.proxies().isEmpty());
    }

    private static boolean isSecure(URI uri) {
        return "https".equalsIgnoreCase(uri.getScheme());
    }

    private SharedClient shared(List<Object> settings, URI uri, HostConfig config) throws IOException {
        try {
            return clients.computeIfAbsent(settings, key -> new SharedClient(open(uri, config), nanos));
        } catch (UncheckedIOException e) { // the process has no file descriptor left, for one
            throw e.getCause();
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
    private ClosableClient open(URI uri, HostConfig config) {
        HttpClient.Builder builder = HttpClient.newBuilder()
                .executor(this::execute)
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(config.connectTimeout());
        if (isSecure(uri)) {
            config.tls().ifPresent(tls -> builder.sslContext(tls.context()));
        } else {
            builder.sslContext(NoTls.context());
        }
        Optional<ProxyServer> proxy = config.proxyFor(uri);
        if (proxy.isPresent()) {
            builder.proxy(ProxySelector.of(
                    new InetSocketAddress(proxy.get().host(), proxy.get().port())));
        } else if (!config.proxies().isEmpty()) {
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
