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
 * The connections to all registries, over one chain: redirects and authorization (in {@link Connection}), then retries
 * and the JDK's client.
 */
public final class Connections implements AutoCloseable {
    private final Hosts hosts;
    private final CredentialSource credentials;
    private final Time time;
    private final Clients clients;
    private final Exchange exchange;
    private final Map<HostConfig, HostConfig> trusting = new ConcurrentHashMap<>();
    private final Map<String, Connection> verified = new ConcurrentHashMap<>();
    private final Map<String, Connection> unverified = new ConcurrentHashMap<>();

    /** Connects to nothing yet. */
    public Connections(
            Hosts hosts,
            CredentialSource credentials,
            RequestListener listener,
            Time time,
            Throttle throttle,
            ExecutorService executor) {
        this.hosts = hosts;
        this.credentials = credentials;
        this.time = time;
        this.clients = new Clients(executor, this::config);
        this.exchange = new Retry(new JdkHttpSender(clients, listener), throttle, time, this::config, listener);
    }

    /** Returns the configuration of a {@code host:port}. */
    public HostConfig config(String host) {
        return hosts.of(host);
    }

    private HostConfig config(Request request) {
        HostConfig config = hosts.of(Uris.authority(request.uri()));
        return request.insecure() ? trusting.computeIfAbsent(config, HostConfig::trustingAny) : config;
    }

    /**
     * Returns the connection to a registry; sends nothing.
     *
     * @param insecure whether any certificate will do, and plain HTTP where there is no TLS
     */
    public Connection to(String host, boolean insecure) {
        return (insecure ? unverified : verified).computeIfAbsent(host, name -> connect(name, insecure));
    }

    private Connection connect(String name, boolean insecure) {
        String host = name.equals(RegistryReference.DOCKER_HUB) ? "registry-1.docker.io" : name;
        RegistryReference.parseRegistry(host);
        Exchange below = insecure ? request -> exchange.send(request.insecurely()) : exchange;
        Registry registry = new Registry(name, () -> address(name, host, insecure, below));
        return new Connection(registry, credentials, below, time);
    }

    /** Returns the address of a registry, found when it is first used: a mirror that is down must not fail earlier. */
    private URI address(String name, String host, boolean insecure, Exchange exchange) {
        Optional<Boolean> plain = config(name).plainHttp();
        if (insecure && plain.isEmpty()) {
            URI secure = address(name, host, false);
            return answersOverTls(name, secure, exchange) ? secure : address(name, host, true);
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
    private static boolean answersOverTls(String name, URI base, Exchange exchange) {
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
