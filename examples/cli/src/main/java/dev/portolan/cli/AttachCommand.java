package dev.portolan.cli;

import dev.portolan.copy.CopyResult;
import dev.portolan.model.Reference;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "attach",
        description = "Pushes an artifact that refers to another one, beside it.",
        footer = "  portolan attach localhost:5000/site:v1 sbom.json --artifact-type text/spdx")
final class AttachCommand extends ClientCommand {
    @Parameters(index = "0", paramLabel = "PLACE", description = "what it refers to")
    private String where;

    @Parameters(index = "1..*", arity = "0..*", paramLabel = "PATH[:MEDIATYPE]", description = "what it is made of")
    private List<String> paths = new ArrayList<>();

    @Mixin
    private final ArtifactOptions artifact = new ArtifactOptions();

    @Override
    void run(Session session) throws Exception {
        if (!artifact.hasType()) {
            throw usage("Missing required option: '--artifact-type=TYPE'");
        }
        Reference subject = Reference.parse(where);
        CopyResult result = session.client()
                .at(subject)
                .with(session.copyOptions())
                .attach(artifact.build(paths).build());
        session.printResult("Attached to " + subject, result);
    }
}
