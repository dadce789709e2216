package dev.portolan.cli;

import dev.portolan.OciClient;
import dev.portolan.auth.DefaultCredentials;
import dev.portolan.error.InvalidConfigurationException;
import dev.portolan.http.config.HostConfig;
import dev.portolan.http.config.RegistriesFile;
import dev.portolan.http.config.RequestListener;
import dev.portolan.http.config.Tls;
import dev.portolan.port.Credential;
import dev.portolan.port.CredentialSource;
import java.io.Console;
import java.nio.file.Path;
import java.util.Optional;

/** Clients as the options say. */
final class Connections {
    private Connections() {}

    /** A client for all kinds of place, with the credential that was given, or else with those that are stored. */
    static OciClient client(ClientOptions options, Optional<Credential> given, RequestListener listener) {
        CredentialSource credentials =
                given.isPresent() ? (registry, repository) -> given : DefaultCredentials.create();
        RegistriesFile registries =
                options.registryConfig == null ? RegistriesFile.none() : RegistriesFile.read(options.registryConfig);
        ClientComponent component = DaggerClientComponent.factory()
                .create(credentials, listener, defaults(options, registries), registries);
        return OciClient.builder().transports(component.transports()).build();
    }

    /** What the options say of all hosts that the file says nothing of. */
    private static HostConfig defaults(ClientOptions options, RegistriesFile registries) {
        HostConfig said = registries.defaults().orElse(HostConfig.defaults());
        HostConfig.Builder host = said.toBuilder();
        boolean certificates = options.caFile != null || options.certFile != null;
        if (options.plainHttp) {
            host.plainHttp(true);
        } else if (certificates && said.plainHttp().isEmpty()) {
            host.plainHttp(false); // on loopback, too: whoever names a certificate wants TLS
        }
        if ((options.certFile == null) != (options.keyFile == null)) {
            throw new IllegalArgumentException("--cert-file and --key-file go together");
        }
        Tls.Builder tls = Tls.builder();
        if (options.insecure) {
            tls.trustAny();
        }
        if (options.caFile != null) {
            trust(tls, options.caFile);
        }
        if (options.certFile != null && options.keyFile != null) {
            identify(tls, options.certFile, options.keyFile);
        }
        if (options.insecure || certificates) {
            host.tls(tls.build());
        }
        return host.build();
    }

    private static void trust(Tls.Builder tls, Path authorities) {
        byte[] pem = InputFile.read(authorities);
        try {
            tls.trustAlso(pem);
        } catch (InvalidConfigurationException e) {
            throw e.with(e.problem().at(authorities.toString()));
        }
    }

    private static void identify(Tls.Builder tls, Path certificate, Path key) {
        byte[] certificatePem = InputFile.read(certificate);
        byte[] keyPem = InputFile.read(key);
        try {
            tls.identity(certificatePem, keyPem);
        } catch (InvalidConfigurationException e) {
            throw e.with(e.problem().at(certificate + " and " + key));
        }
    }

    /** The credential of the options; asks for the password on the terminal where it does not come on standard input. */
    static Optional<Credential> given(ClientOptions options) {
        if (options.username == null) {
            if (options.passwordStdin) {
                throw new IllegalArgumentException("a user name is needed: --password-stdin goes with -u");
            }
            return Optional.empty();
        }
        if (options.username.isBlank()) {
            throw new IllegalArgumentException("the user name of -u is empty");
        }
        return Optional.of(Credential.password(options.username, password(options)));
    }

    private static String password(ClientOptions options) {
        if (options.passwordStdin) {
            return StandardInput.line();
        }
        Console console = System.console();
        String typed = console == null ? "" : StandardInput.password(console);
        if (typed.isEmpty()) {
            throw new IllegalArgumentException("a password is needed: give it with --password-stdin");
        }
        return typed;
    }
}
