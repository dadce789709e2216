package dev.portolan.cli;

import dev.portolan.port.Credential;
import java.io.Console;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code portolan login}. */
@Command(
        name = "login",
        description = {
            "Checks and stores credentials for a registry.",
            "Credentials are stored where Docker stores them.",
            "Prompts for a missing user name or password."
        },
        footer = {
            "  portolan login registry.example.com",
            "  portolan login example.com -u alice --password-stdin < password.txt"
        })
final class LoginCommand extends ClientCommand {
    @Parameters(paramLabel = "HOST", description = "the registry, as HOST or HOST:PORT")
    private Endpoint host;

    @Override
    void prepare() {
        if (options.host.username != null) {
            return;
        }
        Console console = System.console();
        String typed = console == null || options.host.passwordStdin
                ? ""
                : StandardInput.line(console, "Username for " + host.registry());
        if (typed.isEmpty()) {
            throw usage("a user name is needed: add -u NAME");
        }
        options.host.username = typed;
    }

    @Override
    boolean writesCredentials() {
        return true;
    }

    @Override
    void run(Session session) {
        session.client().check(host.registry());
        Credential credential = session.logins().get(0).credential();
        String file = Connections.store(options.authFile).login(host.registry(), credential);
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("registry", host.registry());
        json.put("storedIn", file);
        session.report("Logged in to " + host.registry() + "; credentials stored in " + file, json);
    }
}
