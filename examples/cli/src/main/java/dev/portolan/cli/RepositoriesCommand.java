package dev.portolan.cli;

import dev.portolan.model.RegistryReference;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "repositories",
        description = "Lists the repositories of a registry.",
        footer = "  portolan repositories localhost:5000")
final class RepositoriesCommand extends ClientCommand {
    @Parameters(paramLabel = "HOST", description = "a registry, host or host:port")
    private String host;

    @Override
    void run(Session session) {
        session.output()
                .printList(session.client().repositories(host).stream()
                        .map(reference -> reference
                                .registryReference()
                                .map(RegistryReference::repository)
                                .orElse(reference.location()))
                        .toList());
    }
}
