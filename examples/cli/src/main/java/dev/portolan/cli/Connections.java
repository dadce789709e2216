package dev.portolan.cli;

import dev.portolan.OciClient;
import dev.portolan.auth.DefaultCredentials;
import dev.portolan.error.NotFoundException;
import dev.portolan.error.Problem;
import dev.portolan.http.config.HostConfig;
import dev.portolan.http.config.RegistriesFile;
import dev.portolan.http.config.RequestListener;
import dev.portolan.http.config.Tls;
import dev.portolan.port.Credential;
import dev.portolan.port.CredentialSource;
import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
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
            tls.trustAlso(bytes(options.caFile));
        }
        if (options.certFile != null && options.keyFile != null) {
            tls.identity(bytes(options.certFile), bytes(options.keyFile));
        }
        if (options.insecure || certificates) {
            host.tls(tls.build());
        }
        return host.build();
    }

    private static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw new NotFoundException(Problem.of("file not found").at(file.toString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The credential of the options; asks for the password on the terminal where it does not come on standard input. */
    static Optional<Credential> given(ClientOptions options) {
        if (options.username == null) {
            return Optional.empty();
        }
        return Optional.of(Credential.password(options.username, password(options)));
    }

    private static String password(ClientOptions options) {
        if (options.passwordStdin) {
            return fromStandardInput();
        }
        Console console = System.console();
        char[] typed = console == null ? null : console.readPassword("Password: ");
        if (typed == null) {
            throw new IllegalArgumentException("a password is needed: give it with --password-stdin");
        }
        return new String(typed);
    }

    /** One line; its end is not a part of the password. */
    private static String fromStandardInput() {
        try {
            BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            String line = in.readLine();
            return line == null ? "" : line;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
