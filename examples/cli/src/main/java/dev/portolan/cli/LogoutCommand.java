package dev.portolan.cli;

import dev.portolan.auth.CredentialStore;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "logout",
        description = "Forgets the credentials of a registry.",
        footer = "  portolan logout registry.example.com")
final class LogoutCommand extends ClientCommand {
    @Parameters(paramLabel = "HOST", description = "a registry, host or host:port")
    private String host;

    @Override
    void run(Session session) {
        CredentialStore.create().logout(host);
        session.report("Logged out of " + host, Map.of("registry", host));
    }
}
