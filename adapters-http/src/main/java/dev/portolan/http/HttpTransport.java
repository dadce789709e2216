package dev.portolan.http;

import dev.portolan.error.InvalidReferenceException;
import dev.portolan.error.Problem;
import dev.portolan.http.access.Registry;
import dev.portolan.http.access.RegistryLogin;
import dev.portolan.http.config.HostConfig;
import dev.portolan.http.config.HostName;
import dev.portolan.http.config.ProxySettings;
import dev.portolan.http.config.RegistriesFile;
import dev.portolan.http.config.RequestListener;
import dev.portolan.http.config.Tls;
import dev.portolan.http.endpoint.Api;
import dev.portolan.http.endpoint.Connection;
import dev.portolan.http.endpoint.Lists;
import dev.portolan.http.endpoint.Mirror;
import dev.portolan.http.pipeline.Announcements;
import dev.portolan.http.pipeline.Backoff;
import dev.portolan.http.pipeline.Retry;
import dev.portolan.http.pipeline.Throttle;
import dev.portolan.http.pipeline.Time;
import dev.portolan.http.pipeline.Warnings;
import dev.portolan.http.transfer.PieceMemory;
import dev.portolan.http.wire.Clients;
import dev.portolan.http.wire.Daemons;
import dev.portolan.http.wire.Exchange;
import dev.portolan.http.wire.JdkHttpSender;
import dev.portolan.http.wire.Sender;
import dev.portolan.http.wire.UnderscoreHost;
import dev.portolan.http.wire.Uris;
import dev.portolan.model.Reference;
import dev.portolan.model.RegistryReference;
import dev.portolan.port.AccessCheck;
import dev.portolan.port.Catalog;
import dev.portolan.port.CredentialSource;
import dev.portolan.port.Repository;
import dev.portolan.port.Transport;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Registries over HTTP, by the OCI distribution specification 1.1.
 *
 * <pre>{@code
 * try (HttpTransport registries = HttpTransport.create()) {
 *     Repository repository = registries.open(Reference.parse("localhost:5000/demo/tree"));
 *     repository.tags().forEach(System.out::println);
 * }
 * }</pre>
 *
 * <p>Safe to use from several threads, and meant to be shared: connections, logins and what hosts asked for are kept
 * here. Its threads are daemons.
 */
public final class HttpTransport implements Transport, Catalog, AccessCheck {
    private static final Duration MIRROR_CONNECTS = Duration.ofSeconds(5);
    private static final Duration MIRROR_ANSWERS = Duration.ofSeconds(10);
    private static final Set<String> SCHEMES = Set.of(Reference.REGISTRY);

    private final Map<String, HostConfig> hosts;
    private final HostConfig defaults;
    private final HostConfig mirrorDefaults;
    private final Set<String> mirrorHosts;
    private final CredentialSource credentials;
    private final ExecutorService executor;
    private final Clients clients;
    private final Throttle throttle;
    private final PieceMemory memory;
    private final Exchange exchange;
    private final Time time;
    private final Map<String, String> aliases = new ConcurrentHashMap<>();
    private final Map<String, Connection> connections = new ConcurrentHashMap<>();
    private final Map<String, List<Mirror>> mirrors = new ConcurrentHashMap<>();

    private volatile boolean closed;

    private HttpTransport(Builder builder) {
        this.hosts = new HashMap<>();
        builder.hosts.forEach((host, config) -> hosts.put(host, builder.completed(config)));
        this.defaults = builder.completed(builder.defaults);
        this.mirrorDefaults = impatient(defaults);
        this.mirrorHosts = Stream.concat(hosts.values().stream(), Stream.of(defaults))
                .flatMap(config -> config.mirrors().stream())
                .map(mirror -> HostName.canonical(mirror.host()))
                .collect(Collectors.toUnmodifiableSet());
        this.credentials = builder.credentials;
        this.time = builder.time;
        this.executor = daemons();
        this.clients = new Clients(executor, this::config);
        this.throttle = new Throttle(time);
        this.memory = builder.memory;
        Sender sender = new Announcements(new JdkHttpSender(clients, builder.listener), builder.listener);
        this.exchange =
                new Retry(new Warnings(sender, builder.listener), throttle, time, this::config, builder.listener);
    }

    /** A transport with all defaults: no credentials, HTTPS for all but loopback addresses. */
    public static HttpTransport create() {
        return builder().build();
    }

    /** Starts from the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    private static ExecutorService daemons() {
        return new ThreadPoolExecutor(
                0, Integer.MAX_VALUE, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), new Daemons("portolan-http"));
    }

    @Override
    public Set<String> schemes() {
        return SCHEMES;
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the transport was closed");
        }
    }

    @Override
    public Repository open(Reference reference) {
        requireOpen();
        RegistryReference target = reference
                .registryReference()
                .orElseThrow(() ->
                        new InvalidReferenceException(Problem.of(reference.name() + " is not a registry reference")));
        HostConfig config = config(target.registry());
        return new HttpRepository(
                api(target.registry(), target.repository()),
                new Backoff(time, config.attempts()),
                executor,
                memory,
                throttle,
                config.chunkSize());
    }

    @Override
    public Stream<Reference> repositories(String host) {
        requireOpen();
        return new Lists(api(host, ""))
                .repositories()
                .map(repository -> Reference.of(Reference.REGISTRY, host + "/" + repository));
    }

    @Override
    public void check(String host) {
        requireOpen();
        new Lists(api(host, "")).check();
    }

    private Api api(String host, String repository) {
        return new Api(
                connections.computeIfAbsent(host, this::connect),
                mirrors.computeIfAbsent(host, this::mirrorsOf),
                repository);
    }

    private List<Mirror> mirrorsOf(String host) {
        return config(host).mirrors().stream()
                .map(mirror ->
                        new Mirror(connections.computeIfAbsent(mirror.host(), this::connect), mirror.prefix(), time))
                .toList();
    }

    private Connection connect(String host) {
        Registry registry = registry(host);
        return new Connection(registry, new RegistryLogin(registry, credentials, exchange, time), exchange);
    }

    private Registry registry(String name) {
        String host = name.equals(RegistryReference.DOCKER_HUB) ? "registry-1.docker.io" : name;
        boolean plain = config(name).plainHttp().orElseGet(() -> isLoopback(host));
        RegistryReference.parseRegistry(host);
        URI base = URI.create((plain ? "http://" : "https://") + host);
        if (base.getHost() == null && host.indexOf('_') >= 0) {
            base = UnderscoreHost.address(base);
            aliases.put(Uris.authority(base), name);
        }
        if (base.getHost() == null) {
            throw new InvalidReferenceException(
                    Problem.of("registry " + name + " cannot be reached").because("no host can have this name"));
        }
        return new Registry(name, base);
    }

    HostConfig config(String host) {
        String name = HostName.canonical(aliases.getOrDefault(host, host));
        HostConfig config = hosts.get(name);
        return config != null ? config : mirrorHosts.contains(name) ? mirrorDefaults : defaults;
    }

    /** A mute mirror must not cost the time that a registry may take: the registry itself is asked soon. */
    private static HostConfig impatient(HostConfig config) {
        return config.toBuilder()
                .connectTimeout(shorter(config.connectTimeout(), MIRROR_CONNECTS))
                .responseTimeout(shorter(config.responseTimeout(), MIRROR_ANSWERS))
                .build();
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    /** By the name alone: what a resolver says of it may change. */
    private static boolean isLoopback(String hostAndPort) {
        String host = hostAndPort.replaceFirst(":[0-9]+$", "");
        return host.equals("localhost") || host.equals("[::1]") || host.matches("127(\\.[0-9]{1,3}){3}");
    }

    /**
     * Ends all connections and threads. Requests under way, and those of repositories that are still open, fail with an {@link
     * dev.portolan.error.UnreachableException}; using the transport afterwards is an {@link IllegalStateException}.
     */
    @Override
    public void close() {
        closed = true;
        clients.close();
        executor.shutdownNow();
    }

    /** Collects what a transport works with. */
    public static final class Builder {
        private final Map<String, HostConfig> hosts = new HashMap<>();
        private HostConfig defaults = HostConfig.defaults();
        private CredentialSource credentials = (registry, repository) -> Optional.empty();
        private RequestListener listener = RequestListener.NONE;
        private Time time = Time.SYSTEM;
        private PieceMemory memory = new PieceMemory();
        private ProxySettings proxies = ProxySettings.none();
        private @Nullable Tls tls;

        private Builder() {}

        /** Asks this for credentials; by default there are none. */
        public Builder credentials(CredentialSource source) {
            credentials = Objects.requireNonNull(source, "source");
            return this;
        }

        /** Tells this of each request. */
        public Builder listener(RequestListener newListener) {
            listener = Objects.requireNonNull(newListener, "newListener");
            return this;
        }

        /**
         * Configures one host, {@code host} or {@code host:port}; Docker Hub is {@code docker.io}.
         *
         * @throws InvalidReferenceException when it is neither
         */
        public Builder host(String host, HostConfig config) {
            hosts.put(HostName.checked(Objects.requireNonNull(host, "host")), Objects.requireNonNull(config, "config"));
            return this;
        }

        /** Configures all hosts that a file tells of, and the defaults, where it has some. */
        public Builder registries(RegistriesFile file) {
            Objects.requireNonNull(file, "file").hosts().forEach(this::host);
            file.defaults().ifPresent(this::defaults);
            return this;
        }

        /** Configures all hosts for which nothing else is said. */
        public Builder defaults(HostConfig config) {
            defaults = Objects.requireNonNull(config, "config");
            return this;
        }

        /** Speaks HTTP without TLS to all hosts for which nothing else is said, or to none. */
        public Builder plainHttp(boolean plain) {
            defaults = defaults.toBuilder().plainHttp(plain).build();
            return this;
        }

        /** Lets these rules decide on a proxy, for all hosts that have no proxy or rules of their own. */
        public Builder proxies(ProxySettings settings) {
            proxies = Objects.requireNonNull(settings, "settings");
            return this;
        }

        /**
         * Uses HTTPS with these certificates for all hosts that have none of their own, loopback addresses included; a host
         * that is configured for plain HTTP keeps it.
         */
        public Builder tls(Tls newTls) {
            tls = Objects.requireNonNull(newTls, "newTls");
            return this;
        }

        private HostConfig completed(HostConfig config) {
            HostConfig.Builder complete = config.toBuilder();
            if (config.proxies().isEmpty()) {
                complete.proxies(proxies);
            }
            if (tls != null && config.tls().isEmpty() && !config.plainHttp().orElse(false)) {
                complete.tls(tls);
            }
            return complete.build();
        }

        Builder time(Time other) {
            time = other;
            return this;
        }

        /** Splits blobs into pieces of this size, as far as they fit into some memory. */
        Builder pieces(int size, long total) {
            memory = new PieceMemory(size, total);
            return this;
        }

        /**
         * Makes the transport; asks nothing of a network.
         *
         * @throws IllegalArgumentException when plain HTTP is the default, and so is TLS
         */
        public HttpTransport build() {
            if (tls != null && defaults.plainHttp().orElse(false)) {
                throw new IllegalArgumentException(
                        "plain HTTP and TLS settings contradict each other; leave one of them out");
            }
            return new HttpTransport(this);
        }
    }
}
