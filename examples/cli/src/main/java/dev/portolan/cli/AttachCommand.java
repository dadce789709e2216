package dev.portolan.cli;

import dev.portolan.copy.CopyResult;
import dev.portolan.model.Reference;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Parameters;

/** {@code portolan attach}. */
@Command(
        name = "attach",
        description = "Attaches an artifact, such as an SBOM, to a manifest.",
        footer = "  portolan attach localhost:5000/site:v1 sbom.json --artifact-type text/spdx")
final class AttachCommand extends ClientCommand {
    @Parameters(index = "0", paramLabel = "REF", description = "the manifest to refer to")
    private Reference reference;

    @Parameters(
            index = "1..*",
            arity = "0..*",
            paramLabel = "PATH[:MEDIATYPE]",
            description = "files and directories to attach")
    private List<String> paths = new ArrayList<>();

    @Mixin
    private final ArtifactOptions artifact = new ArtifactOptions();

    @Override
    void complete(CommandSpec command) {
        OptionSpec type = command.findOption("--artifact-type");
        command.remove(type);
        command.addOption(OptionSpec.builder(type)
                .order(Help.NEEDED)
                .description("artifact type (a media type); optional with --config")
                .build());
    }

    @Override
    void run(Session session) throws Exception {
        if (!artifact.hasType()) {
            throw usage("--artifact-type is missing; it says what is attached, such as text/spdx");
        }
        session.packing();
        CopyResult result = session.client()
                .at(reference)
                .with(session.copyOptions())
                .attach(artifact.build(paths).build());
        session.printResult("Attached to " + reference, reference, result);
    }
}
