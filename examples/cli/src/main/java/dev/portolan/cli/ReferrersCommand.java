package dev.portolan.cli;

import dev.portolan.artifact.Inspection;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Reference;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "referrers",
        description = "Lists what refers to a manifest.",
        footer = "  portolan referrers localhost:5000/demo/site:v1 --tree")
final class ReferrersCommand extends ClientCommand {
    @Parameters(paramLabel = "PLACE", description = "the manifest")
    private String where;

    @Option(
            names = "--artifact-type",
            paramLabel = "TYPE",
            converter = MediaTypeArgument.class,
            description = "only referrers of this type")
    private String type = "";

    @Option(names = "--tree", description = "with what refers to the referrers")
    private boolean tree;

    @Override
    void run(Session session) {
        Reference subject = Reference.parse(where);
        if (tree) {
            Inspection found = session.client().at(subject).inspect(true);
            if (session.output().json()) {
                session.output().printJson(JsonText.ofReferrers(found, type));
            } else {
                session.output().print(TreeText.ofReferrers(found, type));
            }
            return;
        }
        List<Descriptor> referrers = session.client().at(subject).referrers(type);
        if (session.output().json()) {
            session.output().printJson(referrers.stream().map(JsonText::of).toList());
        } else {
            referrers.forEach(referrer -> session.output()
                    .print(referrer.digest() + " "
                            + Sizes.printable(referrer.artifactType().orElse(referrer.mediaType()))));
        }
    }
}
