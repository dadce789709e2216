package dev.portolan.cli;

import dev.portolan.OciClient;
import dev.portolan.auth.DefaultCredentials;
import dev.portolan.http.config.HostConfig;
import dev.portolan.http.config.RequestListener;
import dev.portolan.port.Credential;
import dev.portolan.port.CredentialSource;
import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Clients as the options say. */
final class Connections {
    private Connections() {}

    /** A client for all kinds of place, with the credential that was given, or else with those that are stored. */
    static OciClient client(ClientOptions options, Optional<Credential> given, RequestListener listener) {
        CredentialSource credentials =
                given.isPresent() ? (registry, repository) -> given : DefaultCredentials.create();
        HostConfig.Builder host = HostConfig.builder();
        if (options.plainHttp) {
            host.plainHttp(true);
        }
        ClientComponent component = DaggerClientComponent.factory().create(credentials, listener, host.build());
        return OciClient.builder().transports(component.transports()).build();
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
