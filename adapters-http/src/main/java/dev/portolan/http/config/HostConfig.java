package dev.portolan.http.config;

import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Settings for the connections to one registry. Immutable; the defaults suit most registries.
 *
 * @since 0.1.0
 */
public final class HostConfig {
    /** The largest {@link #chunkSize}, in bytes: 64 MiB. */
    public static final int LARGEST_CHUNK = 64 << 20;

    private static final Duration LONGEST = Duration.ofDays(1);

    private static final HostConfig DEFAULTS = builder().build();

    private final Builder values;

    private HostConfig(Builder builder) {
        this.values = new Builder(builder);
    }

    /** Returns the default settings. */
    public static HostConfig defaults() {
        return DEFAULTS;
    }

    /** Returns a builder with the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** Returns a builder with these settings. */
    public Builder toBuilder() {
        return new Builder(values);
    }

    /** Returns the same settings, except that any certificate is accepted. */
    public HostConfig trustingAny() {
        Tls.Builder any = tls().map(Tls::toBuilder).orElseGet(Tls::builder);
        return toBuilder().tlsWhereUsed(any.trustAny().build()).build();
    }

    /**
     * Whether to use plain HTTP; false with TLS settings. Empty when not set: then only loopback addresses use plain
     * HTTP.
     */
    public Optional<Boolean> plainHttp() {
        return Optional.ofNullable(values.plainHttp);
    }

    /** Returns how long opening a connection may take. */
    public Duration connectTimeout() {
        return values.connectTimeout;
    }

    /** Returns how long a response may take to begin once the request was sent, and how long sending may stall. */
    public Duration responseTimeout() {
        return values.responseTimeout;
    }

    /** Returns how long a response body may stall. */
    public Duration idleTimeout() {
        return values.idleTimeout;
    }

    /**
     * Returns the maximum number of times that a request is sent. An outage may take more attempts, see {@link
     * #retryFor}. If a pooled connection is lost before a response, sending the request again on a new connection does
     * not count.
     */
    public int attempts() {
        return values.attempts;
    }

    /**
     * Returns how long requests are retried during an outage, whatever the number of {@link #attempts}: after 502, 503,
     * 504, or a refused connection to a host that responded before.
     */
    public Duration retryFor() {
        return values.retryFor;
    }

    /**
     * Returns the size of the chunks in which blobs are uploaded, in bytes (distribution-spec, "Pushing a blob in
     * chunks"); 0 if a blob is sent in one request.
     */
    public int chunkSize() {
        return values.chunkSize;
    }

    /** Returns the TLS settings; empty for those of the Java platform. */
    public Optional<Tls> tls() {
        return Optional.ofNullable(values.tls);
    }

    /** Returns the proxy of this host; empty when {@link #proxies} decides. */
    public Optional<ProxyServer> proxy() {
        return Optional.ofNullable(values.proxy);
    }

    /**
     * Returns the proxy rules if the host has no proxy of its own; if they are empty, the JVM's settings apply.
     */
    public ProxySettings proxies() {
        return values.proxies;
    }

    /** Returns the proxy for an address of this host, as {@link #proxy} or else {@link #proxies} say. */
    public Optional<ProxyServer> proxyFor(URI address) {
        return proxy().or(() -> values.proxies.proxyFor(address));
    }

    /** Returns the headers that are sent with every request to this host, and to no other. */
    public Map<String, String> headers() {
        return Collections.unmodifiableMap(values.headers);
    }

    /** Returns the mirrors, in the order in which they are tried. */
    public List<MirrorHost> mirrors() {
        return Collections.unmodifiableList(values.mirrors);
    }

    /** Returns a short text without header values, logins and certificates. */
    @Override
    public String toString() {
        return "HostConfig[plainHttp=" + (values.plainHttp == null ? "on loopback" : values.plainHttp)
                + ", connectTimeout=" + values.connectTimeout
                + ", responseTimeout=" + values.responseTimeout
                + ", idleTimeout=" + values.idleTimeout
                + ", attempts=" + values.attempts
                + ", retryFor=" + values.retryFor
                + ", chunkSize=" + values.chunkSize
                + ", tls=" + (values.tls == null ? "platform" : values.tls)
                + ", proxy=" + (values.proxy == null ? "by rules" : values.proxy)
                + ", headers=" + values.headers.keySet().stream().sorted().toList()
                + ", mirrors=" + values.mirrors + "]";
    }

    /** Builds the settings of a host. */
    public static final class Builder {
        private @Nullable Boolean plainHttp;
        /** Whether plain HTTP and TLS were set on this builder itself. */
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

        private Builder(Builder other) {
            plainHttp = other.plainHttp;
            connectTimeout = other.connectTimeout;
            responseTimeout = other.responseTimeout;
            idleTimeout = other.idleTimeout;
            attempts = other.attempts;
            retryFor = other.retryFor;
            chunkSize = other.chunkSize;
            tls = other.tls;
            proxy = other.proxy;
            proxies = other.proxies;
            headers.putAll(other.headers);
            mirrors.addAll(other.mirrors);
        }

        /** Sets whether to use plain HTTP. By default, only loopback addresses without TLS settings do. */
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
         * Sets {@link HostConfig#responseTimeout}; 60 s by default. Raise it for registries that check uploads for
         * minutes before they respond.
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
         * Sets {@link HostConfig#chunkSize}; 0 by default, which needs the fewest requests. Set it if a proxy limits
         * the size or duration of a request. Each upload keeps one chunk in memory. A larger minimum of the registry
         * ({@code OCI-Chunk-Min-Length}) takes precedence. A registry that refuses chunks gets the blob in one request.
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

        /** Uses HTTPS, also for a loopback address, with these TLS settings instead of the Java platform's. */
        public Builder tls(Tls newTls) {
            tls = Objects.requireNonNull(newTls, "newTls");
            tlsSaid = true;
            return this;
        }

        /**
         * Sets the TLS settings, but unlike {@link #tls} does not switch to TLS: a loopback address still uses plain
         * HTTP.
         */
        public Builder tlsWhereUsed(Tls newTls) {
            tls = Objects.requireNonNull(newTls, "newTls");
            return this;
        }

        /**
         * Sends requests through an HTTP proxy, overriding {@link #proxies}. The proxy cannot read requests over TLS.
         *
         * @param host the host name, resolved when needed
         * @param port 1 to 65535
         * @throws dev.portolan.error.InvalidConfigurationException when one of them is malformed
         */
        public Builder proxy(String host, int port) {
            return proxy(ProxyServer.of(Objects.requireNonNull(host, "host"), port));
        }

        /** Sends requests through an HTTP proxy that may require a login. */
        public Builder proxy(ProxyServer server) {
            proxy = Objects.requireNonNull(server, "server");
            return this;
        }

        /** Sets the proxy rules, which apply if the host has no proxy of its own. */
        public Builder proxies(ProxySettings settings) {
            proxies = Objects.requireNonNull(settings, "settings");
            return this;
        }

        /**
         * Adds a header to every request to this host, such as one for a gateway. It never appears in messages or logs.
         *
         * @throws IllegalArgumentException when it cannot be sent: the name or value is malformed, or the HTTP client
         *     sets it itself, such as {@code Host}
         */
        public Builder header(String name, String value) {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(value, "value");
            try {
                HttpRequest.newBuilder().setHeader(name, value);
            } catch (IllegalArgumentException e) {
                // Its text shows the value, so it is not the cause.
                throw new IllegalArgumentException(
                        "the header " + name.replaceAll("[^\\x21-\\x7e]", "?") + " cannot be sent");
            }
            headers.put(name, value);
            return this;
        }

        /** Adds a mirror, which is tried after those that were added before, and before the registry itself. */
        public Builder mirror(MirrorHost mirror) {
            mirrors.add(Objects.requireNonNull(mirror, "mirror"));
            return this;
        }

        /**
         * Adds a mirror, given as {@code HOST[:PORT][/PREFIX]}.
         *
         * @throws dev.portolan.error.InvalidReferenceException when it is something else
         */
        public Builder mirror(String hostAndPrefix) {
            return mirror(MirrorHost.parse(Objects.requireNonNull(hostAndPrefix, "hostAndPrefix")));
        }

        private static Duration positive(Duration timeout) {
            if (Objects.requireNonNull(timeout, "timeout").isNegative() || timeout.isZero()) {
                throw new IllegalArgumentException("a timeout must be positive, not " + timeout);
            }
            if (timeout.compareTo(LONGEST) > 0) {
                throw new IllegalArgumentException("a timeout must be at most a day, not " + timeout);
            }
            return timeout;
        }

        /**
         * Builds the configuration.
         *
         * @throws IllegalArgumentException when both plain HTTP and TLS were set
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
