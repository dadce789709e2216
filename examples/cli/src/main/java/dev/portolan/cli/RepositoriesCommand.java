package dev.portolan.cli;

import dev.portolan.model.Reference;
import dev.portolan.model.RegistryReference;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code portolan repositories}. */
@Command(
        name = "repositories",
        aliases = "catalog",
        description = "Lists the repositories of a registry.",
        footer = "  portolan repositories localhost:5000")
final class RepositoriesCommand extends ClientCommand {
    @Parameters(paramLabel = "HOST", description = "the registry, as HOST or HOST:PORT")
    private Endpoint host;

    @Override
    void run(Session session) {
        session.output()
                .printList(
                        session.client().repositories(host.registry()),
                        RepositoriesCommand::name,
                        RepositoriesCommand::name);
    }

    private static String name(Reference repository) {
        return repository.registryReference().map(RegistryReference::repository).orElse(repository.location());
    }
}
