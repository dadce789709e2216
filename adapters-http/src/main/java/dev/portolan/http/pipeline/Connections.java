package dev.portolan.http.pipeline;

import dev.portolan.error.CancelledException;
import dev.portolan.error.InvalidReferenceException;
import dev.portolan.error.OciException;
import dev.portolan.error.Problem;
import dev.portolan.http.config.HostConfig;
import dev.portolan.http.config.HostName;
import dev.portolan.http.config.RequestListener;
import dev.portolan.http.wire.Clients;
import dev.portolan.http.wire.Exchange;
import dev.portolan.http.wire.JdkHttpSender;
import dev.portolan.http.wire.Request;
import dev.portolan.http.wire.Sender;
import dev.portolan.http.wire.UnderscoreHost;
import dev.portolan.http.wire.Uris;
import dev.portolan.model.RegistryReference;
import dev.portolan.port.CredentialSource;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;

/**
 * The connections to all registries, over one chain: redirects and authorization (in {@link Connection}), then retries,
 * the listener, and the JDK's client.
 */
public final class Connections implements AutoCloseable {
    private final Hosts hosts;
    private final boolean insecure;
    private final CredentialSource credentials;
    private final Time time;
    private final Clients clients;
    private final Exchange exchange;
    private final Map<HostConfig, HostConfig> trusting = new ConcurrentHashMap<>();
    private final Map<String, Connection> connections = new ConcurrentHashMap<>();

    /**
     * Connects to nothing yet.
     *
     * @param insecure whether any certificate will do, and plain HTTP where there is no TLS
     */
    public Connections(
            Hosts hosts,
            boolean insecure,
            CredentialSource credentials,
            RequestListener listener,
            Time time,
            Throttle throttle,
            ExecutorService executor) {
        this.hosts = hosts;
        this.insecure = insecure;
        this.credentials = credentials;
        this.time = time;
        this.clients = new Clients(executor, this::config);
        Sender sender = new ListenedSender(new JdkHttpSender(clients, listener), listener);
        this.exchange = new Retry(sender, throttle, time, this::config, listener);
    }

    /** Returns the configuration of a {@code host:port}. */
    public HostConfig config(String host) {
        HostConfig config = hosts.of(host);
        return insecure ? trusting.computeIfAbsent(config, HostConfig::trustingAny) : config;
    }

    /** Returns the connection to a registry; sends nothing. */
    public Connection to(String host) {
        return connections.computeIfAbsent(host, this::connect);
    }

    private Connection connect(String name) {
        String host = name.equals(RegistryReference.DOCKER_HUB) ? "registry-1.docker.io" : name;
        RegistryReference.parseRegistry(host);
        Registry registry = new Registry(name, () -> address(name, host));
        return new Connection(registry, credentials, exchange, time);
    }

    /** Returns the address of a registry, found when it is first used: a mirror that is down must not fail earlier. */
    private URI address(String name, String host) {
        Optional<Boolean> plain = config(name).plainHttp();
        if (insecure && plain.isEmpty()) {
            URI secure = address(name, host, false);
            return answersOverTls(name, secure) ? secure : address(name, host, true);
        }
        return address(name, host, plain.orElseGet(() -> HostName.isLoopback(host)));
    }

    private URI address(String name, String host, boolean plain) {
        URI base = URI.create((plain ? "http://" : "https://") + host);
        if (base.getHost() == null && host.indexOf('_') >= 0) {
            base = UnderscoreHost.address(base);
            hosts.alias(Uris.authority(base), name);
        }
        if (base.getHost() == null) {
            throw new InvalidReferenceException(Problem.of("registry " + name + " cannot be reached")
                    .because("the host name is invalid")
                    .advice("use a host name or an IP address"));
        }
        return base;
    }

    /** Probes whether an insecure registry uses TLS, as containers' tools do. */
    private boolean answersOverTls(String name, URI base) {
        try (var response = exchange.send(
                Request.of("GET", URI.create(base + "/v2/"), "connecting", name).once())) {
            return response.status() > 0;
        } catch (CancelledException e) {
            throw e;
        } catch (OciException e) {
            return false;
        }
    }

    /** Closes all connections; requests in progress fail. */
    @Override
    public void close() {
        clients.close();
    }
}
