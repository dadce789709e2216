package dev.portolan.http.wire;

import dev.portolan.http.config.HostConfig;
import dev.portolan.http.config.Tls;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
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
    private final Map<Settings, HttpClient> clients = new ConcurrentHashMap<>();

    /** What is fixed in a client, and so cannot differ between the hosts that share one. */
    private record Settings(Duration connectTimeout, Optional<Tls> tls, Optional<InetSocketAddress> proxy) {
        static Settings of(HostConfig config) {
            return new Settings(config.connectTimeout(), config.tls(), config.proxy());
        }
    }

    /** Clients that work on this executor; what is known of a host is asked by {@code host:port}. */
    public Clients(Executor executor, Function<String, HostConfig> configs) {
        this.executor = executor;
        this.configs = configs;
    }

    Executor executor() {
        return executor;
    }

    HostConfig config(String authority) {
        return configs.apply(authority);
    }

    HttpClient client(HostConfig config) {
        return clients.computeIfAbsent(Settings.of(config), this::open);
    }

    /** The client's own redirects would send credentials to other hosts, and its HTTP/2 asks http:// hosts to upgrade. */
    private HttpClient open(Settings settings) {
        HttpClient.Builder builder = HttpClient.newBuilder()
                .executor(executor)
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(settings.connectTimeout());
        settings.tls().ifPresent(tls -> builder.sslContext(tls.context()));
        settings.proxy()
                .ifPresent(proxy ->
                        builder.proxy(ProxySelector.of(new InetSocketAddress(proxy.getHostString(), proxy.getPort()))));
        return builder.build();
    }

    /** Closes the clients where the platform can (21 on); before that their threads end when they are collected. */
    @Override
    public void close() {
        for (HttpClient client : clients.values()) {
            if ((Object) client instanceof AutoCloseable closeable) {
                try {
                    closeable.close();
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            }
        }
        clients.clear();
    }
}
