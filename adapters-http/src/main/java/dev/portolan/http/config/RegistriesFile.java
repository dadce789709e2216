package dev.portolan.http.config;

import dev.portolan.error.InvalidConfigurationException;
import dev.portolan.error.InvalidReferenceException;
import dev.portolan.error.NotFoundException;
import dev.portolan.error.Problem;
import dev.portolan.internal.json.Json;
import dev.portolan.internal.json.JsonFormatException;
import dev.portolan.internal.json.JsonObject;
import dev.portolan.model.RegistryReference;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The settings of registries in a JSON file. All members are optional; unknown members are refused, so that typos are
 * noticed. File names are relative to this file.
 *
 * <pre>
 * {
 *   "defaults": { "attempts": 3 },
 *   "hosts": {
 *     "registry.example:5000": {
 *       "plainHttp": false, "insecure": false,
 *       "caFile": "ca.pem", "certFile": "client.pem", "keyFile": "client.key",
 *       "proxy": "proxy.example:3128",
 *       "headers": { "X-Gateway": "team-a" },
 *       "mirrors": [ "mirror.example", "cache.example:5000/hub" ],
 *       "connectTimeout": 5, "responseTimeout": 60, "idleTimeout": 30, "attempts": 5, "retryFor": 30,
 *       "chunkSize": 4194304
 *     }
 *   }
 * }
 * </pre>
 *
 * <p>Times are in whole seconds, the size of chunks is in bytes. Docker Hub is {@code docker.io}.
 *
 * @since 0.1.0
 */
public final class RegistriesFile {
    private static final Set<String> TOP = Set.of("defaults", "hosts");
    private static final Set<String> HOST = Set.of(
            "plainHttp",
            "insecure",
            "caFile",
            "certFile",
            "keyFile",
            "proxy",
            "headers",
            "mirrors",
            "connectTimeout",
            "responseTimeout",
            "idleTimeout",
            "attempts",
            "retryFor",
            "chunkSize");

    private final Map<String, HostConfig> hosts;
    private final @Nullable HostConfig defaults;

    private RegistriesFile(Map<String, HostConfig> hosts, @Nullable HostConfig defaults) {
        this.hosts = Map.copyOf(hosts);
        this.defaults = defaults;
    }

    /** Returns empty settings. */
    public static RegistriesFile none() {
        return new RegistriesFile(Map.of(), null);
    }

    /**
     * Reads a file, and the certificates and keys that it names.
     *
     * @throws NotFoundException when there is none
     * @throws InvalidConfigurationException when it is malformed, or a certificate or key in it is
     */
    public static RegistriesFile read(Path file) {
        try {
            JsonObject json = Json.parseObject(ConfigurationFile.bytes(file));
            known(json, TOP);
            Map<String, HostConfig> hosts = new LinkedHashMap<>();
            JsonObject all = json.object("hosts").orElse(null);
            if (all != null) {
                for (String name : all.members().keySet()) {
                    JsonObject host = all.object(name)
                            .orElseThrow(() -> new JsonFormatException("\"" + all.path(name) + "\" is null"));
                    hosts.put(HostName.checked(name), host(host, file));
                }
            }
            JsonObject defaults = json.object("defaults").orElse(null);
            return new RegistriesFile(hosts, defaults == null ? null : host(defaults, file));
        } catch (JsonFormatException e) {
            throw malformed(file, e.withoutContent()); // headers may hold secrets
        } catch (InvalidConfigurationException e) {
            throw e.with(e.problem().at(file.toString()));
        } catch (IllegalArgumentException | InvalidReferenceException e) {
            throw malformed(file, String.valueOf(e.getMessage()));
        }
    }

    /** Returns the settings of single hosts, by {@code host} or {@code host:port} in lower case. */
    public Map<String, HostConfig> hosts() {
        return hosts;
    }

    /** Returns the settings of all other hosts. */
    public Optional<HostConfig> defaults() {
        return Optional.ofNullable(defaults);
    }

    /** Returns the settings for a host: its own, or else the defaults. */
    public HostConfig settings(String host) {
        HostConfig own = hosts.get(RegistryReference.canonical(host));
        return own != null ? own : defaults().orElse(HostConfig.defaults());
    }

    /**
     * Returns a copy with other settings for one host.
     *
     * @param host {@code host} or {@code host:port}; Docker Hub is {@code docker.io}
     * @param settings replaces all settings of the host
     * @throws InvalidReferenceException when the host is malformed
     */
    public RegistriesFile with(String host, HostConfig settings) {
        Map<String, HostConfig> changed = new LinkedHashMap<>(hosts);
        changed.put(HostName.checked(host), settings);
        return new RegistriesFile(changed, defaults);
    }

    private static HostConfig host(JsonObject json, Path file) {
        known(json, HOST);
        HostConfig.Builder host = HostConfig.builder();
        json.bool("plainHttp").ifPresent(host::plainHttp);
        seconds(json, "connectTimeout").ifPresent(host::connectTimeout);
        seconds(json, "responseTimeout").ifPresent(host::responseTimeout);
        seconds(json, "idleTimeout").ifPresent(host::idleTimeout);
        number(json, "attempts").ifPresent(host::attempts);
        seconds(json, "retryFor").ifPresent(host::retryFor);
        number(json, "chunkSize").ifPresent(host::chunkSize);
        json.stringMap("headers").forEach(host::header);
        json.strings("mirrors").stream().map(MirrorHost::parse).forEach(host::mirror);
        json.string("proxy").map(ProxyServer::parse).ifPresent(host::proxy);
        tls(json, file).ifPresent(host::tls);
        return host.build();
    }

    private static Optional<Duration> seconds(JsonObject json, String name) {
        return json.integer(name).map(Duration::ofSeconds);
    }

    private static Optional<Integer> number(JsonObject json, String name) {
        return json.integer(name).map(number -> {
            if (number != number.intValue()) {
                throw new JsonFormatException("\"" + json.path(name) + "\" is out of range");
            }
            return number.intValue();
        });
    }

    private static Optional<Tls> tls(JsonObject json, Path file) {
        Tls.Builder tls = Tls.builder();
        boolean insecure = json.bool("insecure").orElse(false);
        if (insecure) {
            tls.trustAny();
        }
        Optional<String> ca = json.string("caFile");
        ca.ifPresent(name -> tls.trustAlso(ConfigurationFile.bytes(file.resolveSibling(name))));
        Optional<String> certificate = json.string("certFile");
        Optional<String> key = json.string("keyFile");
        if (certificate.isPresent() != key.isPresent()) {
            throw new JsonFormatException("\"certFile\" and \"keyFile\" go together");
        }
        certificate.ifPresent(name -> tls.identity(
                ConfigurationFile.bytes(file.resolveSibling(name)),
                ConfigurationFile.bytes(file.resolveSibling(key.orElseThrow()))));
        return insecure || ca.isPresent() || certificate.isPresent() ? Optional.of(tls.build()) : Optional.empty();
    }

    private static void known(JsonObject json, Set<String> names) {
        for (String name : json.members().keySet()) {
            if (!names.contains(name)) {
                throw new JsonFormatException("\"" + json.path(name) + "\" is unknown; known members are "
                        + names.stream().sorted().toList());
            }
        }
    }

    private static InvalidConfigurationException malformed(Path file, String reason) {
        return new InvalidConfigurationException(Problem.of("the registry configuration is malformed")
                .at(file.toString())
                .because(reason));
    }
}
