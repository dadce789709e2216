package dev.portolan.http.config;

import dev.portolan.error.InvalidConfigurationException;
import dev.portolan.error.Problem;
import dev.portolan.model.RegistryReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Certificates per registry, as Docker and Podman keep them (containers-certs.d(5)). In a directory such as
 * {@code /etc/docker/certs.d} each registry has one of its own:
 *
 * <pre>
 * HOST[:PORT]/ca.crt        *.crt: authorities to trust for this registry, in addition to the usual ones
 * HOST[:PORT]/client.cert   *.cert: a client certificate
 * HOST[:PORT]/client.key    *.key: its key, which has the same name
 * </pre>
 *
 * <p>Docker Hub is {@code docker.io}. Immutable; files are read when a registry is first used.
 *
 * @since 0.1.0
 */
public final class CertificateDirectories {
    private static final CertificateDirectories NONE = new CertificateDirectories(List.of());

    private final List<Path> directories;

    private CertificateDirectories(List<Path> directories) {
        this.directories = List.copyOf(directories);
    }

    /** Returns no directories. */
    public static CertificateDirectories none() {
        return NONE;
    }

    /** Searches these directories in this order; only the first one with a subdirectory for the registry is used. */
    public static CertificateDirectories of(Path... directories) {
        return new CertificateDirectories(List.of(directories));
    }

    /**
     * Returns the directories that Podman, Skopeo and Docker search for a user with this home directory, in their
     * order.
     */
    public static CertificateDirectories usual(Path home) {
        return of(
                home.resolve(".config/containers/certs.d"),
                Path.of("/etc/containers/certs.d"),
                Path.of("/etc/docker/certs.d"));
    }

    /** Returns the hosts that have a subdirectory now, each with the one that is used. */
    public Map<String, Path> hosts() {
        Map<String, Path> hosts = new LinkedHashMap<>();
        for (Path directory : directories) {
            for (Path host : ConfigurationFile.directoriesIn(directory)) {
                hosts.putIfAbsent(RegistryReference.canonical(String.valueOf(host.getFileName())), host);
            }
        }
        return hosts;
    }

    /**
     * Adds the files {@code *.crt}, {@code *.cert} and {@code *.key} in one directory to what holds without them. A context
     * that the application made stays as it is.
     *
     * @return the base with the files' authorities and client certificates; the base alone when there are none
     * @throws InvalidConfigurationException when a file cannot be used, or a certificate or key lacks the other; the
     *     error names the file
     */
    public static Optional<Tls> read(Path directory, Optional<Tls> base) {
        if (base.isPresent() && base.get().isOpaque()) {
            return base;
        }
        List<Path> authorities = ConfigurationFile.in(directory, ".crt");
        Map<Path, Path> identities = identities(directory);
        if (authorities.isEmpty() && identities.isEmpty()) {
            return base;
        }
        if (base.isPresent() && base.get().made().isOpaque()) {
            return base;
        }
        Tls.Builder tls = base.map(Tls::toBuilder).orElseGet(Tls::builder);
        for (Path authority : authorities) {
            at(authority, () -> tls.trustAlso(ConfigurationFile.bytes(authority)));
        }
        identities.forEach((certificate, key) -> at(
                certificate, () -> tls.identity(ConfigurationFile.bytes(certificate), ConfigurationFile.bytes(key))));
        return Optional.of(tls.build());
    }

    private static void at(Path file, Runnable reading) {
        try {
            reading.run();
        } catch (InvalidConfigurationException e) {
            throw e.with(e.problem().at(file.toString()));
        }
    }

    private static Map<Path, Path> identities(Path directory) {
        Map<Path, Path> identities = new LinkedHashMap<>();
        for (Path certificate : ConfigurationFile.in(directory, ".cert")) {
            identities.put(certificate, other(certificate, ".cert", ".key"));
        }
        for (Path key : ConfigurationFile.in(directory, ".key")) {
            if (!identities.containsValue(key)) {
                throw missing(key, other(key, ".key", ".cert"));
            }
        }
        return identities;
    }

    private static Path other(Path file, String ending, String otherEnding) {
        String name = String.valueOf(file.getFileName());
        Path other = file.resolveSibling(name.substring(0, name.length() - ending.length()) + otherEnding);
        if (!Files.exists(other)) {
            throw missing(file, other);
        }
        return other;
    }

    private static InvalidConfigurationException missing(Path file, Path other) {
        return new InvalidConfigurationException(Problem.of("a client certificate cannot be used")
                .at(file.toString())
                .because(other.getFileName() + " is missing in the same directory")
                .advice("name authorities *.crt, client certificates *.cert and their keys *.key"));
    }
}
