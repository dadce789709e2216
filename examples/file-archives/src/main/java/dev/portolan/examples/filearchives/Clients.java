package dev.portolan.examples.filearchives;

import dev.portolan.OciClient;
import dev.portolan.auth.AnonymousCredentials;
import dev.portolan.auth.DefaultCredentials;
import dev.portolan.auth.StaticCredentials;
import dev.portolan.http.HttpTransport;
import dev.portolan.port.CredentialSource;
import dev.portolan.port.Transport;

/** Several ways to create a client, with different credentials and transports. */
final class Clients {
    private Clients() {}

    /** With the logins of this machine: Docker's and Podman's files, their helpers, the environment. */
    static OciClient withDockerConfig() {
        return with(DefaultCredentials.create());
    }

    /** With a password for one registry. */
    static OciClient withPassword(String registry, String username, String password) {
        return with(StaticCredentials.password(registry, username, password));
    }

    /** With a token for one registry. */
    static OciClient withToken(String registry, String token) {
        return with(StaticCredentials.token(registry, token));
    }

    /** As anybody, whatever logins this machine has. */
    static OciClient anonymous() {
        return with(AnonymousCredentials.create());
    }

    static OciClient with(CredentialSource credentials) {
        return OciClient.of(HttpTransport.builder().credentials(credentials).build());
    }

    /** With plain HTTP, which loopback registries such as {@code localhost:5000} are spoken to without asking. */
    static OciClient withPlainHttp() {
        return OciClient.of(HttpTransport.builder().plainHttp(true).build());
    }

    /** With another transport instead of HTTP, such as memory. */
    static OciClient withOtherTransport(Transport transport) {
        return OciClient.of(transport);
    }
}
