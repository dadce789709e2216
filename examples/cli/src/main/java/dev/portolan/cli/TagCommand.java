package dev.portolan.cli;

import dev.portolan.model.Descriptor;
import dev.portolan.model.Reference;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code portolan tag}. */
@Command(
        name = "tag",
        description = "Adds tags to a manifest.",
        footer = "  portolan tag localhost:5000/demo/site:v1 latest stable")
final class TagCommand extends ClientCommand {
    @Parameters(index = "0", paramLabel = "REF", description = "the manifest")
    private Reference reference;

    @Parameters(index = "1..*", arity = "1..*", paramLabel = "TAG", description = "the new tags")
    private List<String> tags;

    @Override
    void run(Session session) {
        Descriptor tagged = session.client().at(reference).tag(tags.toArray(String[]::new));
        if (session.output().json()) {
            Map<String, Object> json = JsonText.of(reference, tagged);
            json.put("tags", tags);
            session.output().printJson(json);
        } else {
            session.output().message("Tagged " + reference + " as " + String.join(", ", tags));
            session.printDigest(reference, tagged);
        }
    }
}
