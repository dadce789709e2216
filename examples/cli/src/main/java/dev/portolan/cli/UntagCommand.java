package dev.portolan.cli;

import dev.portolan.model.Reference;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "untag",
        description = "Removes one tag; the manifest and its other tags stay.",
        footer = "  portolan untag localhost:5000/demo/site:old")
final class UntagCommand extends ClientCommand {
    @Parameters(paramLabel = "PLACE", description = "the tag to remove")
    private String where;

    @Override
    void run(Session session) {
        Reference tagged = session.client().locate(Reference.parse(where));
        session.client().untag(tagged);
        session.report("Untagged " + tagged, Map.of("untagged", tagged.toString()));
    }
}
