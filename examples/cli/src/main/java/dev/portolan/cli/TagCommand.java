package dev.portolan.cli;

import dev.portolan.model.Descriptor;
import dev.portolan.model.Reference;
import dev.portolan.model.Tag;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "tag",
        description = "Gives what a place names more tags.",
        footer = "  portolan tag localhost:5000/demo/site:v1 latest stable")
final class TagCommand extends ClientCommand {
    @Parameters(index = "0", paramLabel = "PLACE", description = "what gets the tags")
    private String where;

    @Parameters(index = "1..*", arity = "1..*", paramLabel = "TAG", description = "the tags")
    private List<String> tags;

    @Override
    void run(Session session) {
        Descriptor tagged = session.client()
                .tag(Reference.parse(where), tags.stream().map(Tag::ofRefName).toList());
        session.printDigest(tagged);
    }
}
