package dev.portolan.cli;

import dev.portolan.model.Reference;
import dev.portolan.model.Tag;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code portolan tags}. */
@Command(
        name = "tags",
        aliases = "ls",
        description = "Lists the tags of a repository, layout or archive.",
        footer = {"  portolan tags localhost:5000/demo/site", "  portolan tags oci-layout:store --json"})
final class TagsCommand extends ClientCommand {
    @Parameters(paramLabel = "REF", description = "the repository, layout or archive")
    private Reference reference;

    @Override
    void run(Session session) {
        session.output()
                .printList(session.client().tags(reference).stream()
                        .map(Tag::toString)
                        .toList());
    }
}
