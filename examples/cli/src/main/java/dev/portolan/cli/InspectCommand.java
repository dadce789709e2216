package dev.portolan.cli;

import dev.portolan.artifact.Inspection;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "inspect",
        description = "Shows what lies under a manifest: media types, sizes and digests.",
        footer = "  portolan inspect localhost:5000/demo/site:v1 --referrers")
final class InspectCommand extends ClientCommand {
    @Parameters(paramLabel = "PLACE", description = "the manifest")
    private String where;

    @Option(names = "--referrers", description = "with what refers to it")
    private boolean referrers;

    @Override
    void run(Session session) {
        Inspection found = session.client().at(where).inspect(referrers);
        if (session.output().json()) {
            session.output().printJson(JsonText.of(found));
        } else {
            session.output().print(TreeText.of(found));
        }
    }
}
