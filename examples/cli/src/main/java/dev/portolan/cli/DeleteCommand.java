package dev.portolan.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "delete",
        description = "Removes a manifest, and with it all of its tags.",
        footer = "  portolan delete localhost:5000/demo/site:v1")
final class DeleteCommand extends ClientCommand {
    @Parameters(paramLabel = "PLACE", description = "the manifest to remove")
    private String where;

    @Override
    void run(Session session) {
        session.printDigest(session.client().at(where).delete());
    }
}
