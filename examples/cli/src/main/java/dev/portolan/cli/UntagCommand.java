package dev.portolan.cli;

import dev.portolan.model.Reference;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code portolan untag}. */
@Command(
        name = "untag",
        description = "Removes a tag, but not its manifest.",
        footer = "  portolan untag localhost:5000/demo/site:old")
final class UntagCommand extends ClientCommand {
    @Parameters(paramLabel = "REF", description = "the tag to remove")
    private Reference reference;

    @Override
    void run(Session session) {
        requireName(reference, "tag");
        reference = session.client().locate(reference);
        if (reference.tag().isPresent()) {
            reference = session.client().at(reference).named();
        }
        session.client().at(reference).untag();
        session.report("Untagged " + reference, Map.of("untagged", reference.toString()));
    }
}
