package dev.portolan.cli;

import dev.portolan.artifact.Artifact;
import dev.portolan.copy.CopyResult;
import dev.portolan.model.Reference;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code portolan push}. */
@Command(
        name = "push",
        description = "Pushes files and directories as one artifact.",
        footer = {
            "  portolan push localhost:5000/site:v1 site README.md:text/markdown --tag new",
            "  portolan push oci-layout:store:v1 a.yaml --artifact-type application/yaml"
        })
final class PushCommand extends ClientCommand {
    @Parameters(index = "0", paramLabel = "REF", description = "the reference to push to")
    private Reference reference;

    @Parameters(
            index = "1..*",
            arity = "0..*",
            paramLabel = "PATH[:MEDIATYPE]",
            description = "files (pushed as they are) and directories (as tar+gzip)")
    private List<String> paths = new ArrayList<>();

    @Option(names = "--tag", paramLabel = "TAG", description = "additional tag (repeatable)")
    private List<String> tags = new ArrayList<>();

    @Option(names = "--subject", paramLabel = "REF", description = "make the artifact a referrer of this manifest")
    private @Nullable Reference subject;

    @Mixin
    private final ArtifactOptions artifact = new ArtifactOptions();

    @Override
    void run(Session session) throws Exception {
        reference = session.target(reference);
        if (paths.isEmpty() && !artifact.hasType()) {
            throw usage(
                    "nothing to push: name a file or directory, or add --artifact-type for an artifact without files");
        }
        Artifact.Builder builder = artifact.build(paths);
        if (subject != null) {
            builder.subject(session.client().at(subject).resolve());
        }
        session.packing();
        CopyResult result = session.client()
                .at(reference)
                .with(session.copyOptions())
                .push(builder.build(), tags.toArray(String[]::new));
        session.printResult("Pushed " + reference, reference, result);
    }
}
