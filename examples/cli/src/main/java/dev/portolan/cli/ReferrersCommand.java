package dev.portolan.cli;

import dev.portolan.artifact.Inspection;
import dev.portolan.error.Text;
import dev.portolan.model.Reference;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code portolan referrers}. */
@Command(
        name = "referrers",
        aliases = "discover",
        description = "Lists the artifacts attached to a manifest.",
        footer = "  portolan referrers localhost:5000/demo/site:v1 --tree")
final class ReferrersCommand extends ClientCommand {
    @Parameters(paramLabel = "REF", description = "the manifest or index")
    private Reference reference;

    @Option(
            names = "--artifact-type",
            paramLabel = "TYPE",
            converter = MediaTypeArgument.class,
            description = "list only referrers of this type")
    private String type = "";

    @Option(names = "--tree", description = "show referrers of referrers too")
    private boolean tree;

    @Option(names = "--full", description = "do not shorten digests on a terminal")
    private boolean full;

    @Override
    void run(Session session) {
        if (tree) {
            Inspection found = session.client().at(reference).inspect(true);
            session.output()
                    .print(
                            TreeText.ofReferrers(found, type, full ? 0 : Terminal.outputColumns()),
                            JsonText.ofReferrers(found, type));
            return;
        }
        session.output()
                .printList(
                        session.client().at(reference).referrers(type),
                        referrer -> referrer.digest() + " "
                                + Text.clean(referrer.artifactType().orElse(referrer.mediaType())),
                        JsonText::of);
    }
}
