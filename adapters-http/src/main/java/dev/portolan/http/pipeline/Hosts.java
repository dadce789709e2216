package dev.portolan.http.pipeline;

import dev.portolan.http.config.CertificateDirectories;
import dev.portolan.http.config.HostConfig;
import dev.portolan.http.config.Tls;
import dev.portolan.model.RegistryReference;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The configuration of each host: its own, that of a mirror, or the defaults, with the certificates for it. */
public final class Hosts {
    private static final Duration MIRROR_CONNECTS = Duration.ofSeconds(5);
    private static final Duration MIRROR_ANSWERS = Duration.ofSeconds(10);

    private final Map<String, HostConfig> hosts;
    private final HostConfig defaults;
    private final HostConfig mirrorDefaults;
    private final Set<String> mirrors;
    private final Map<String, Path> certificates;
    private final Map<String, HostConfig> withCertificates = new ConcurrentHashMap<>();
    private final Map<String, String> aliases = new ConcurrentHashMap<>();

    /**
     * Decides by these settings.
     *
     * @param hosts by canonical name
     * @param mirrors the canonical names of hosts that are mirrors
     */
    public Hosts(
            Map<String, HostConfig> hosts,
            HostConfig defaults,
            Set<String> mirrors,
            CertificateDirectories certificates) {
        this.hosts = Map.copyOf(hosts);
        this.defaults = defaults;
        this.mirrorDefaults = impatient(defaults);
        this.mirrors = Set.copyOf(mirrors);
        this.certificates = Map.copyOf(certificates.hosts());
    }

    /** Lets the address that a name resolved to have the configuration of the name. */
    void alias(String address, String name) {
        aliases.put(address, name);
    }

    /** Returns the configuration of a {@code host:port}. */
    HostConfig of(String host) {
        String name = RegistryReference.canonical(aliases.getOrDefault(host, host));
        Path directory = certificates.get(name);
        return directory == null
                ? configured(name)
                : withCertificates.computeIfAbsent(name, key -> withCertificates(key, directory));
    }

    private HostConfig configured(String name) {
        HostConfig config = hosts.get(name);
        return config != null ? config : mirrors.contains(name) ? mirrorDefaults : defaults;
    }

    /** Certificates for a host mean TLS, even on a loopback address. */
    private HostConfig withCertificates(String name, Path directory) {
        HostConfig config = configured(name);
        Optional<Tls> tls = CertificateDirectories.read(directory, config.tls());
        if (tls.equals(config.tls())) {
            return config;
        }
        HostConfig.Builder complete = config.toBuilder();
        tls.ifPresent(complete::tlsWhereUsed);
        if (config.plainHttp().isEmpty()) {
            complete.plainHttp(false);
        }
        return complete.build();
    }

    /** A mirror that does not respond must cost less time than a registry may take. */
    private static HostConfig impatient(HostConfig config) {
        return config.toBuilder()
                .connectTimeout(shorter(config.connectTimeout(), MIRROR_CONNECTS))
                .responseTimeout(shorter(config.responseTimeout(), MIRROR_ANSWERS))
                .build();
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
