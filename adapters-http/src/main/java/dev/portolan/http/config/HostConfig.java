package dev.portolan.http.config;

import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How one registry is talked to. Immutable; what is not said has a default that suits most registries. */
public final class HostConfig {
    /** The largest {@link #chunkSize}, in bytes: 64 MiB. */
    public static final int LARGEST_CHUNK = 64 << 20;

    private static final Duration LONGEST = Duration.ofDays(1);

    private static final HostConfig DEFAULTS = builder().build();

    private final @Nullable Boolean plainHttp;
    private final Duration connectTimeout;
    private final Duration responseTimeout;
    private final Duration idleTimeout;
    private final int attempts;
    private final Duration retryFor;
    private final int chunkSize;
    private final @Nullable Tls tls;
    private final @Nullable ProxyServer proxy;
    private final ProxySettings proxies;
    private final Map<String, String> headers;
    private final List<MirrorHost> mirrors;

    private HostConfig(Builder builder) {
        this.plainHttp = builder.plainHttp;
        this.connectTimeout = builder.connectTimeout;
        this.responseTimeout = builder.responseTimeout;
        this.idleTimeout = builder.idleTimeout;
        this.attempts = builder.attempts;
        this.retryFor = builder.retryFor;
        this.chunkSize = builder.chunkSize;
        this.tls = builder.tls;
        this.proxy = builder.proxy;
        this.proxies = builder.proxies;
        this.headers = Map.copyOf(builder.headers);
        this.mirrors = List.copyOf(builder.mirrors);
    }

    /** All defaults. */
    public static HostConfig defaults() {
        return DEFAULTS;
    }

    /** Starts from the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** Starts from what is here. */
    public Builder toBuilder() {
        Builder builder = new Builder();
        builder.plainHttp = plainHttp;
        builder.connectTimeout = connectTimeout;
        builder.responseTimeout = responseTimeout;
        builder.idleTimeout = idleTimeout;
        builder.attempts = attempts;
        builder.retryFor = retryFor;
        builder.chunkSize = chunkSize;
        builder.tls = tls;
        builder.proxy = proxy;
        builder.proxies = proxies;
        builder.headers.putAll(headers);
        builder.mirrors.addAll(mirrors);
        return builder;
    }

    /** Returns the same settings, except that any certificate is accepted. */
    public HostConfig trustingAny() {
        Tls.Builder any = tls == null ? Tls.builder() : tls.toBuilder();
        return toBuilder().tlsWhereUsed(any.trustAny().build()).build();
    }

    /**
     * Whether to use plain HTTP. TLS settings say no. Empty when nothing was said: then plain HTTP is for loopback addresses
     * alone.
     */
    public Optional<Boolean> plainHttp() {
        return Optional.ofNullable(plainHttp);
    }

    /** How long opening a connection may take. */
    public Duration connectTimeout() {
        return connectTimeout;
    }

    /** How long an answer may take to begin once the request was sent, and how long sending may stand still. */
    public Duration responseTimeout() {
        return responseTimeout;
    }

    /** How long an answer's body may stand still. */
    public Duration idleTimeout() {
        return idleTimeout;
    }

    /**
     * How often a request is sent at most. An outage may take more attempts, see {@link #retryFor}. A request whose pooled
     * connection was lost before it was answered is sent again on a new connection, without counting.
     */
    public int attempts() {
        return attempts;
    }

    /**
     * How long an outage is waited out, whatever the number of {@link #attempts}: 502, 503, 504, or a refused connection to
     * a host that answered before.
     */
    public Duration retryFor() {
        return retryFor;
    }

    /**
     * The size of the chunks in which blobs are uploaded, in bytes (distribution-spec, "Pushing a blob in chunks"); 0
     * when a blob is sent in one request.
     */
    public int chunkSize() {
        return chunkSize;
    }

    /** Whom to trust and what to show over TLS; empty for the platform's way. */
    public Optional<Tls> tls() {
        return Optional.ofNullable(tls);
    }

    /** The proxy of this host; empty when {@link #proxies} decides. */
    public Optional<ProxyServer> proxy() {
        return Optional.ofNullable(proxy);
    }

    /** The rules that decide where the host has no proxy of its own; when they are empty, the JVM's settings apply. */
    public ProxySettings proxies() {
        return proxies;
    }

    /** The proxy for an address of this host, as {@link #proxy} or else {@link #proxies} say. */
    public Optional<ProxyServer> proxyFor(URI address) {
        return proxy != null ? Optional.of(proxy) : proxies.proxyFor(address);
    }

    /** Headers that every request to this host carries, and none to another. */
    public Map<String, String> headers() {
        return headers;
    }

    /** The registries that are asked first for what is read, in this order. */
    public List<MirrorHost> mirrors() {
        return mirrors;
    }

    /** Returns the settings in short; no header's value, no login and no certificate. */
    @Override
    public String toString() {
        return "HostConfig[plainHttp=" + (plainHttp == null ? "on loopback" : plainHttp)
                + ", connectTimeout=" + connectTimeout
                + ", responseTimeout=" + responseTimeout
                + ", idleTimeout=" + idleTimeout
                + ", attempts=" + attempts
                + ", retryFor=" + retryFor
                + ", chunkSize=" + chunkSize
                + ", tls=" + (tls == null ? "platform" : tls)
                + ", proxy=" + (proxy == null ? "by rules" : proxy)
                + ", headers=" + headers.keySet().stream().sorted().toList()
                + ", mirrors=" + mirrors + "]";
    }

    /** Collects what is known of a host. */
    public static final class Builder {
        private @Nullable Boolean plainHttp;
        /** Whether this builder was told, other than by what it started from. */
        private boolean plainHttpSaid;

        private boolean tlsSaid;
        private Duration connectTimeout = Duration.ofSeconds(15);
        private Duration responseTimeout = Duration.ofSeconds(60);
        private Duration idleTimeout = Duration.ofSeconds(30);
        private int attempts = 5;
        private Duration retryFor = Duration.ofSeconds(30);
        private int chunkSize;
        private @Nullable Tls tls;
        private @Nullable ProxyServer proxy;
        private ProxySettings proxies = ProxySettings.none();
        private final Map<String, String> headers = new LinkedHashMap<>();
        private final List<MirrorHost> mirrors = new ArrayList<>();

        private Builder() {}

        /** Uses plain HTTP, or never does. By default, only loopback addresses without TLS settings are reached by plain HTTP. */
        public Builder plainHttp(boolean plain) {
            plainHttp = plain;
            plainHttpSaid = true;
            return this;
        }

        /** Sets {@link HostConfig#connectTimeout}; 15 s by default. Raise it for hosts behind slow links. */
        public Builder connectTimeout(Duration timeout) {
            connectTimeout = positive(timeout);
            return this;
        }

        /**
         * Sets {@link HostConfig#responseTimeout}; 60 s by default. Raise it for registries that check what was uploaded for
         * minutes before they answer.
         */
        public Builder responseTimeout(Duration timeout) {
            responseTimeout = positive(timeout);
            return this;
        }

        /** Sets {@link HostConfig#idleTimeout}; 30 s by default. */
        public Builder idleTimeout(Duration timeout) {
            idleTimeout = positive(timeout);
            return this;
        }

        /** Sets {@link HostConfig#attempts}, at least 1; 5 by default. */
        public Builder attempts(int number) {
            if (number < 1) {
                throw new IllegalArgumentException("attempts must be at least 1, not " + number);
            }
            attempts = number;
            return this;
        }

        /**
         * Sets {@link HostConfig#retryFor}; 30 s by default, which outlasts a rolling restart. It does not apply when
         * {@link #attempts} is 1.
         *
         * @param time zero or more, at most a day
         */
        public Builder retryFor(Duration time) {
            if (Objects.requireNonNull(time, "time").isNegative() || time.compareTo(LONGEST) > 0) {
                throw new IllegalArgumentException("retryFor must be zero to one day, not " + time);
            }
            retryFor = time;
            return this;
        }

        /**
         * Sets {@link HostConfig#chunkSize}; 0 by default, which is the fewest requests. Set it where a proxy on the
         * way limits the size or the time of one request. Each upload keeps a chunk in memory; a larger one that the
         * registry wants at least ({@code OCI-Chunk-Min-Length}) is used in its place. What takes no chunks gets the
         * blob in one request all the same.
         *
         * @param bytes 0 to {@link HostConfig#LARGEST_CHUNK}
         */
        public Builder chunkSize(int bytes) {
            if (bytes < 0 || bytes > LARGEST_CHUNK) {
                throw new IllegalArgumentException(
                        "the size of chunks must be 0 to " + LARGEST_CHUNK + " bytes, not " + bytes);
            }
            chunkSize = bytes;
            return this;
        }

        /** Uses HTTPS, also for a loopback address, and trusts and presents other certificates than the platform's. */
        public Builder tls(Tls newTls) {
            tls = Objects.requireNonNull(newTls, "newTls");
            tlsSaid = true;
            return this;
        }

        /**
         * Trusts and presents other certificates than the platform's wherever TLS is used. Unlike {@link #tls}, this does not
         * say that TLS is used: a loopback address is still reached by plain HTTP.
         */
        public Builder tlsWhereUsed(Tls newTls) {
            tls = Objects.requireNonNull(newTls, "newTls");
            return this;
        }

        /**
         * Sends requests through an HTTP proxy, whatever {@link #proxies} say; over TLS they stay unreadable to it.
         *
         * @param host its name, resolved when it is needed
         * @param port 1 to 65535
         * @throws dev.portolan.error.InvalidConfigurationException when one of them is malformed
         */
        public Builder proxy(String host, int port) {
            return proxy(ProxyServer.of(Objects.requireNonNull(host, "host"), port));
        }

        /** Sends requests through an HTTP proxy that may ask for a login. */
        public Builder proxy(ProxyServer server) {
            proxy = Objects.requireNonNull(server, "server");
            return this;
        }

        /** Lets these rules decide on a proxy, where the host has none of its own. */
        public Builder proxies(ProxySettings settings) {
            proxies = Objects.requireNonNull(settings, "settings");
            return this;
        }

        /**
         * Adds a header to every request to this host, such as one that a gateway asks for; kept out of every text.
         *
         * @throws IllegalArgumentException when it is none that can be sent: a malformed name or value, or one that the
         *     HTTP client writes itself, such as {@code Host}
         */
        public Builder header(String name, String value) {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(value, "value");
            try {
                HttpRequest.newBuilder().setHeader(name, value);
            } catch (IllegalArgumentException e) {
                // Its text shows the value, so it does not come along.
                throw new IllegalArgumentException(
                        "the header " + name.replaceAll("[^\\x21-\\x7e]", "?") + " cannot be sent");
            }
            headers.put(name, value);
            return this;
        }

        /** Adds a registry that is asked before this one for what is read, after those that were added before. */
        public Builder mirror(MirrorHost mirror) {
            mirrors.add(Objects.requireNonNull(mirror, "mirror"));
            return this;
        }

        /**
         * The same, written as {@code HOST[:PORT][/PREFIX]}.
         *
         * @throws dev.portolan.error.InvalidReferenceException when it is something else
         */
        public Builder mirror(String hostAndPrefix) {
            return mirror(MirrorHost.parse(Objects.requireNonNull(hostAndPrefix, "hostAndPrefix")));
        }

        private static Duration positive(Duration timeout) {
            if (Objects.requireNonNull(timeout, "timeout").isNegative() || timeout.isZero()) {
                throw new IllegalArgumentException("a time-out must be longer than nothing, not " + timeout);
            }
            if (timeout.compareTo(LONGEST) > 0) {
                throw new IllegalArgumentException("a time-out must be no longer than a day, not " + timeout);
            }
            return timeout;
        }

        /**
         * Makes the configuration.
         *
         * @throws IllegalArgumentException when this builder was told to use both plain HTTP and TLS
         */
        public HostConfig build() {
            if (tlsSaid && plainHttpSaid && Boolean.TRUE.equals(plainHttp)) {
                throw new IllegalArgumentException(
                        "plain HTTP and TLS settings contradict each other; leave one of them out");
            }
            if (tlsSaid) {
                plainHttp = false;
            }
            return new HostConfig(this);
        }
    }
}
