package dev.portolan.cli;

import dev.portolan.artifact.Inspection;
import dev.portolan.artifact.StoredArtifact;
import dev.portolan.content.Content;
import dev.portolan.model.Reference;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code portolan inspect}. */
@Command(
        name = "inspect",
        description = {
            "Shows an artifact, image or index as a tree.",
            "Each line has a digest, media type and size. Digests are shortened on a terminal."
        },
        footer = {
            "  portolan inspect localhost:5000/demo/site:v1 --referrers",
            "  portolan inspect docker.io/library/alpine --platform linux/arm64 --config"
        })
final class InspectCommand extends ClientCommand {
    @Parameters(paramLabel = "REF", description = "the manifest or index")
    private Reference reference;

    @Option(names = "--referrers", description = "show referrers too")
    private boolean referrers;

    @Option(names = "--full", description = "do not shorten digests")
    private boolean full;

    @Option(names = "--config", description = "print the config, byte for byte")
    private boolean config;

    @Mixin
    private final PlatformOption platform = new PlatformOption();

    @Override
    void run(Session session) throws Exception {
        if (config) {
            try (StoredArtifact artifact = platform.artifact(session, reference)) {
                session.output().write(Content.of(artifact.config()));
                if (Terminal.showsOutput()) {
                    session.output().print("");
                }
            }
            return;
        }
        reference = session.client().locate(reference);
        Reference chosen = platform.isGiven()
                ? reference.withDigest(platform.manifest(session, reference).digest())
                : reference;
        Inspection found = session.client().at(chosen).inspect(referrers);
        session.output().print(TreeText.of(found, full ? 0 : Terminal.outputColumns()), JsonText.of(reference, found));
    }
}
