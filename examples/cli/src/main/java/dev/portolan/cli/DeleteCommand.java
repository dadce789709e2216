package dev.portolan.cli;

import dev.portolan.model.Reference;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code portolan delete}. */
@Command(
        name = "delete",
        description = "Deletes a manifest and all tags that point to it.",
        footer = "  portolan delete localhost:5000/demo/site:v1")
final class DeleteCommand extends ClientCommand {
    @Parameters(paramLabel = "REF", description = "the manifest to delete")
    private Reference reference;

    @Override
    void run(Session session) {
        session.printDigest(reference, session.client().delete(reference));
    }
}
