package dev.portolan.cli;

import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code portolan logout}. */
@Command(
        name = "logout",
        description = "Removes the stored credentials of a registry.",
        footer = "  portolan logout registry.example.com")
final class LogoutCommand extends ClientCommand {
    @Parameters(paramLabel = "HOST", description = "the registry, as HOST or HOST:PORT")
    private Endpoint host;

    @Override
    boolean writesCredentials() {
        return true;
    }

    @Override
    void run(Session session) {
        Connections.store(options.authFile).logout(host.registry());
        session.report("Logged out of " + host.registry(), Map.of("registry", host.registry()));
    }
}
