package dev.portolan.cli;

import dev.portolan.model.Descriptor;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "resolve",
        description = "Prints the digest of what a place names.",
        footer = "  portolan resolve localhost:5000/demo/site:v1")
final class ResolveCommand extends ClientCommand {
    @Parameters(paramLabel = "PLACE", description = "what is resolved")
    private String where;

    @Override
    void run(Session session) {
        Descriptor found = session.client().at(where).resolve();
        if (session.output().json()) {
            session.output().printJson(JsonText.of(found));
        } else {
            session.output().print(found.digest().toString());
        }
    }
}
