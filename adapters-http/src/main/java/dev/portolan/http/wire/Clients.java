package dev.portolan.http.wire;

import dev.portolan.error.Problem;
import dev.portolan.error.UnreachableException;
import dev.portolan.http.config.HostConfig;
import dev.portolan.http.config.ProxyServer;
import dev.portolan.http.config.Tls;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Function;

/** The JDK's HTTP clients: one for all hosts that are talked to in the same way. */
public final class Clients implements AutoCloseable {
    private final Executor executor;
    private final Function<String, HostConfig> configs;
    private final Map<Settings, ClosableClient> clients = new ConcurrentHashMap<>();
    private final ResponseTimeouts patience = new ResponseTimeouts();
    private volatile boolean closed;

    /** What is fixed in a client, and so cannot differ between the hosts that share one. */
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
    }

    /** Clients that work on this executor; what is known of a host is asked by {@code host:port}. */
    public Clients(Executor executor, Function<String, HostConfig> configs) {
        this.executor = executor;
        this.configs = configs;
    }

    ResponseTimeouts patience() {
        return patience;
    }

    Executor executor() {
        return executor;
    }

    HostConfig config(String authority) {
        return configs.apply(authority);
    }

    /**
     * The client for an address.
     *
     * @throws UnreachableException when all clients were closed
     */
    HttpClient client(URI uri, HostConfig config) {
        HttpClient client =
                clients.computeIfAbsent(Settings.of(uri, config), this::open).client();
        if (closed) {
            close(); // with the one that was just opened, whose thread nobody else would end
        }
        requireOpen(uri);
        return client;
    }

    /**
     * Nothing, while requests may be sent.
     *
     * @throws UnreachableException when all clients were closed
     */
    void requireOpen(URI uri) {
        if (closed) {
            throw new UnreachableException(
                    Problem.of("no request is sent to " + Uris.authority(uri)).because("the transport was closed"));
        }
    }

    /** The client's own redirects would send credentials to other hosts, and its HTTP/2 asks http:// hosts to upgrade. */
    private ClosableClient open(Settings settings) {
        HttpClient.Builder builder = HttpClient.newBuilder()
                .executor(executor)
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

    /** Ends the clients' threads, and with them the requests that are under way. */
    @Override
    public void close() {
        closed = true;
        clients.values().forEach(ClosableClient::close);
        clients.clear();
        patience.close();
    }
}
