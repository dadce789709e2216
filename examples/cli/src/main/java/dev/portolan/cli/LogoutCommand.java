package dev.portolan.cli;

import dev.portolan.auth.CredentialStore;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(name = "logout", description = "Forgets the credentials of a registry.", mixinStandardHelpOptions = true)
final class LogoutCommand implements Callable<Integer> {
    @Parameters(paramLabel = "HOST", description = "a registry, host or host:port")
    private String host;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        CredentialStore.create().logout(host);
        spec.commandLine().getErr().println("Logged out of " + host);
        spec.commandLine().getErr().flush();
        return 0;
    }
}
