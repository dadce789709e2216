package dev.portolan.cli;

import dev.portolan.artifact.Artifact;
import dev.portolan.copy.CopyResult;
import dev.portolan.model.Reference;
import dev.portolan.model.Tag;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "push",
        description = "Packs files and directories into one artifact and pushes it.",
        footer = {
            "  portolan push localhost:5000/site:v1 site README.md:text/markdown --tag new",
            "  portolan push oci-layout:store:v1 a.yaml --artifact-type application/yaml"
        })
final class PushCommand extends ClientCommand {
    @Parameters(index = "0", paramLabel = "PLACE", description = "where the artifact goes")
    private String where;

    @Parameters(index = "1..*", arity = "0..*", paramLabel = "PATH[:MEDIATYPE]", description = "what it is made of")
    private List<String> paths = new ArrayList<>();

    @Option(names = "--tag", paramLabel = "T", description = "one more tag (can be given again)")
    private List<String> tags = new ArrayList<>();

    @Option(names = "--subject", paramLabel = "PLACE", description = "make it a referrer of this manifest")
    private @Nullable String subject;

    @Mixin
    private final ArtifactOptions artifact = new ArtifactOptions();

    @Override
    void run(Session session) throws Exception {
        if (paths.isEmpty() && !artifact.hasType()) {
            throw usage("nothing to push: name a file or directory, or say with --artifact-type what is empty");
        }
        Reference to = Reference.parse(where);
        Artifact.Builder builder = artifact.build(paths);
        if (subject != null) {
            builder.subject(session.client().resolve(subject));
        }
        CopyResult result = session.client()
                .push(
                        to,
                        builder.build(),
                        session.copyOptions(),
                        tags.stream().map(Tag::ofRefName).toList());
        session.printResult("Pushed " + to, result);
    }
}
