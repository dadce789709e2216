package dev.portolan.cli;

import dev.portolan.auth.CredentialStore;
import dev.portolan.port.Credential;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "login",
        description = {
            "Checks a user name and password with a registry, then stores them as Docker does.",
            "Without --password-stdin it asks on the terminal."
        },
        footer = "  portolan login example.com -u alice --password-stdin < password.txt")
final class LoginCommand extends ClientCommand {
    @Parameters(paramLabel = "HOST", description = "a registry, host or host:port")
    private String host;

    @Override
    void run(Session session) {
        if (options.username == null) {
            throw new IllegalArgumentException("a user name is needed: give it with -u");
        }
        session.client().check(host);
        Credential credential = session.givenCredential().orElseThrow();
        String where = CredentialStore.create().login(host, credential);
        session.report("Logged in to " + host + "; stored in " + where, Map.of("registry", host, "storedIn", where));
    }
}
