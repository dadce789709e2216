package dev.portolan.cli;

import dev.portolan.model.Tag;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "tags",
        description = "Lists the tags of a place.",
        footer = {"  portolan tags localhost:5000/demo/site", "  portolan tags oci-layout:store --json"})
final class TagsCommand extends ClientCommand {
    @Parameters(paramLabel = "PLACE", description = "a repository, a layout or an archive")
    private String where;

    @Override
    void run(Session session) {
        session.output()
                .printList(session.client().at(where).tags().stream()
                        .map(Tag::toString)
                        .toList());
    }
}
