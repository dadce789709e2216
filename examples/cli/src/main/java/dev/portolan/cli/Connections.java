package dev.portolan.cli;

import dev.portolan.OciClient;
import dev.portolan.auth.DefaultCredentials;
import dev.portolan.http.config.HostConfig;
import dev.portolan.http.config.RequestListener;
import dev.portolan.port.Credential;
import dev.portolan.port.CredentialSource;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Clients as the options say. */
final class Connections {
    private Connections() {}

    /** A client for all kinds of place. */
    static OciClient client(ClientOptions options, RequestListener listener) {
        HostConfig.Builder host = HostConfig.builder();
        if (options.plainHttp) {
            host.plainHttp(true);
        }
        ClientComponent component =
                DaggerClientComponent.factory().create(credentials(options), listener, host.build());
        return OciClient.builder().transports(component.transports()).build();
    }

    private static CredentialSource credentials(ClientOptions options) {
        if (options.username == null) {
            return DefaultCredentials.create();
        }
        Credential credential = Credential.password(options.username, password(options));
        return (registry, repository) -> Optional.of(credential);
    }

    /** The password, of which one line end at its end is not a part. */
    static String password(ClientOptions options) {
        if (!options.passwordStdin) {
            throw new IllegalArgumentException("a password is needed: give it with --password-stdin");
        }
        try {
            BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            String line = in.readLine();
            return line == null ? "" : line;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
