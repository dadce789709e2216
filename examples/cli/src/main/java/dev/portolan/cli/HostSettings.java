package dev.portolan.cli;

import dev.portolan.http.config.CertificateDirectories;
import dev.portolan.http.config.HostConfig;
import dev.portolan.http.config.RegistriesFile;
import dev.portolan.http.config.Tls;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The settings per registry: those of the settings file, overridden by the options. */
final class HostSettings {
    private HostSettings() {}

    /** Returns the settings for all hosts that neither the file nor the command line names. */
    static HostConfig defaults(ClientOptions options, RegistriesFile file, NetworkEnvironment environment) {
        return environment.complete(shared(options, file.defaults().orElse(HostConfig.defaults())));
    }

    /** Returns the file, with the options added for each registry that the command line names. */
    static RegistriesFile registries(
            ClientOptions options,
            RegistriesFile file,
            List<Endpoint> named,
            List<Side> sides,
            NetworkEnvironment environment) {
        RegistriesFile settings = file;
        for (Endpoint endpoint : named) {
            HostConfig shared = shared(options, file.settings(endpoint.registry()));
            settings = settings.with(endpoint.registry(), certificates(options, shared));
        }
        for (Side side : sides) {
            if (side.options().plain().isPresent()) {
                String registry = side.endpoint(side.options().namesTls() ? "insecure" : "plain-http")
                        .registry();
                settings = settings.with(registry, connection(side.options(), settings.settings(registry)));
            }
        }
        for (String host : List.copyOf(settings.hosts().keySet())) {
            settings = settings.with(host, environment.complete(settings.settings(host)));
        }
        return settings;
    }

    private static HostConfig shared(ClientOptions options, HostConfig base) {
        HostConfig.Builder host = connection(options.host, base).toBuilder();
        if (options.retries != null) {
            host.attempts(options.retries + 1);
        }
        if (options.timeout != null) {
            host.connectTimeout(options.timeout)
                    .responseTimeout(options.timeout)
                    .idleTimeout(options.timeout);
        }
        return host.build();
    }

    /** Files directly in {@code --cert-dir} are for all registries of the command, as in skopeo. */
    private static HostConfig certificates(ClientOptions options, HostConfig base) {
        Optional<Tls> tls =
                options.certDir == null ? Optional.empty() : CertificateDirectories.read(options.certDir, base.tls());
        if (tls.isEmpty() || tls.equals(base.tls())) {
            return base;
        }
        HostConfig.Builder host = base.toBuilder().tlsWhereUsed(tls.get());
        return base.plainHttp().isPresent()
                ? host.build()
                : host.plainHttp(false).build();
    }

    private static HostConfig connection(HostOptions options, HostConfig base) {
        HostConfig.Builder host = base.toBuilder();
        options.plain().ifPresent(host::plainHttp);
        tls(options).ifPresent(host::tls);
        return host.build();
    }

    private static Optional<Tls> tls(HostOptions options) {
        if (options.certFile != null && options.keyFile == null) {
            throw new IllegalArgumentException(options.name("cert-file") + " needs " + options.name("key-file"));
        }
        if (options.keyFile != null && options.certFile == null) {
            throw new IllegalArgumentException(options.name("key-file") + " needs " + options.name("cert-file"));
        }
        if (!options.namesTls()) {
            return Optional.empty();
        }
        Tls.Builder tls = Tls.builder();
        if (options.insecure) {
            tls.trustAny();
        }
        Path authorities = options.caFile;
        if (authorities != null) {
            InputFile.parse(authorities, tls::trustAlso);
        }
        Path certificate = options.certFile;
        Path key = options.keyFile;
        if (certificate != null && key != null) {
            InputFile.naming(
                    certificate + " and " + key, () -> tls.identity(InputFile.read(certificate), InputFile.read(key)));
        }
        return Optional.of(tls.build());
    }
}
