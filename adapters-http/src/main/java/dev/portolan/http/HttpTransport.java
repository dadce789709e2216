package dev.portolan.http;

import dev.portolan.error.InvalidReferenceException;
import dev.portolan.http.config.CertificateDirectories;
import dev.portolan.http.config.HostConfig;
import dev.portolan.http.config.HostName;
import dev.portolan.http.config.MirrorHost;
import dev.portolan.http.config.ProxySettings;
import dev.portolan.http.config.RegistriesConf;
import dev.portolan.http.config.RegistriesFile;
import dev.portolan.http.config.RequestListener;
import dev.portolan.http.config.Tls;
import dev.portolan.http.pipeline.Connections;
import dev.portolan.http.pipeline.Hosts;
import dev.portolan.http.pipeline.Throttle;
import dev.portolan.http.pipeline.Time;
import dev.portolan.http.repository.PieceMemory;
import dev.portolan.http.repository.Repositories;
import dev.portolan.internal.work.Daemons;
import dev.portolan.model.Reference;
import dev.portolan.model.RegistryReference;
import dev.portolan.port.AccessCheck;
import dev.portolan.port.Catalog;
import dev.portolan.port.CredentialSource;
import dev.portolan.port.Repository;
import dev.portolan.port.Transport;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A transport for registries over HTTP (distribution-spec 1.1).
 *
 * <pre>{@code
 * try (HttpTransport registries = HttpTransport.create()) {
 *     Repository repository = registries.open(Reference.parse("localhost:5000/demo/tree"));
 *     repository.tags().forEach(System.out::println);
 * }
 * }</pre>
 *
 * <p>Safe to use from several threads, and meant to be shared: it keeps connections, tokens and rate limits per host.
 * Its threads are daemons.
 *
 * @since 0.1.0
 */
public final class HttpTransport implements Transport, Catalog, AccessCheck {
    private static final Set<String> SCHEMES = Set.of(Reference.REGISTRY);

    private final ExecutorService executor;
    private final Connections connections;
    private final Repositories repositories;

    private volatile boolean closed;

    private HttpTransport(Builder builder) {
        this.executor = daemons();
        Throttle throttle = new Throttle(builder.time);
        this.connections = new Connections(
                builder.hosts(), builder.credentials, builder.listener, builder.time, throttle, executor);
        this.repositories =
                new Repositories(builder.conf, connections, builder.time, throttle, executor, builder.memory);
    }

    /** Returns a transport with the default settings: no credentials, and HTTPS except for loopback addresses. */
    public static HttpTransport create() {
        return builder().build();
    }

    /** Returns a builder with the defaults. */
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
        return repositories.open(reference);
    }

    /** Opens the repository at the registry in the reference, even if a registries.conf redirects reads. */
    @Override
    public Repository openTarget(Reference reference) {
        requireOpen();
        return repositories.openTarget(reference);
    }

    HostConfig config(String host) {
        return connections.config(host);
    }

    @Override
    public Stream<Reference> repositories(String host) {
        requireOpen();
        return repositories.list(host);
    }

    @Override
    public void check(String host) {
        requireOpen();
        repositories.check(host);
    }

    /**
     * Closes all connections and stops all threads. Requests in progress, and those of repositories that are still
     * open, fail with an {@link dev.portolan.error.UnreachableException}; using the transport afterwards throws an
     * {@link IllegalStateException}.
     */
    @Override
    public void close() {
        closed = true;
        connections.close();
        executor.shutdownNow();
    }

    /** A builder of transports. */
    public static final class Builder {
        private final Map<String, HostConfig> hosts = new HashMap<>();
        private HostConfig defaults = HostConfig.defaults();
        private CredentialSource credentials = (registry, repository) -> Optional.empty();
        private RequestListener listener = RequestListener.NONE;
        private Time time = Time.SYSTEM;
        private PieceMemory memory = new PieceMemory();
        private ProxySettings proxies = ProxySettings.none();
        private RegistriesConf conf = RegistriesConf.none();
        private CertificateDirectories certificates = CertificateDirectories.none();
        private @Nullable Tls tls;

        private Builder() {}

        /** Sets the source of credentials; none by default. */
        public Builder credentials(CredentialSource source) {
            credentials = Objects.requireNonNull(source, "source");
            return this;
        }

        /** Sets the listener for requests. */
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

        /** Applies the settings of a file: those of its hosts, and its defaults if it has any. */
        public Builder registries(RegistriesFile file) {
            Objects.requireNonNull(file, "file").hosts().forEach(this::host);
            file.defaults().ifPresent(this::defaults);
            return this;
        }

        /**
         * Reads from the mirrors and locations of a registries.conf, and refuses what it blocks. If it has mirrors for
         * a name, they replace those of {@link HostConfig#mirrors}.
         */
        public Builder registriesConf(RegistriesConf configuration) {
            conf = Objects.requireNonNull(configuration, "configuration");
            return this;
        }

        /** Uses the certificates in these directories, in addition to those of {@link HostConfig#tls}. */
        public Builder certificates(CertificateDirectories directories) {
            certificates = Objects.requireNonNull(directories, "directories");
            return this;
        }

        /** Configures all hosts without settings of their own. */
        public Builder defaults(HostConfig config) {
            defaults = Objects.requireNonNull(config, "config");
            return this;
        }

        /** Sets whether all hosts without settings of their own use HTTP without TLS. */
        public Builder plainHttp(boolean plain) {
            defaults = defaults.toBuilder().plainHttp(plain).build();
            return this;
        }

        /** Sets the proxies for all hosts without proxy settings of their own. */
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

        private Hosts hosts() {
            Map<String, HostConfig> complete = new HashMap<>();
            hosts.forEach((host, config) -> complete.put(host, completed(config)));
            Stream<String> mirrors = Stream.concat(hosts.values().stream(), Stream.of(defaults))
                    .flatMap(config -> config.mirrors().stream())
                    .map(MirrorHost::host);
            return new Hosts(
                    complete,
                    completed(defaults),
                    Stream.concat(mirrors, conf.mirrors().stream())
                            .map(RegistryReference::canonical)
                            .collect(Collectors.toUnmodifiableSet()),
                    certificates);
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

        /** Splits blobs into pieces of this size, if memory allows. */
        Builder pieces(int size, long total) {
            memory = new PieceMemory(size, total);
            return this;
        }

        /**
         * Builds the transport, without sending a request.
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
