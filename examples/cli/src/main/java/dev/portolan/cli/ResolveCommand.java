package dev.portolan.cli;

import dev.portolan.model.Descriptor;
import dev.portolan.model.Reference;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code portolan resolve}. */
@Command(
        name = "resolve",
        aliases = "digest",
        description = "Prints the digest that a reference resolves to.",
        footer = {
            "  portolan resolve localhost:5000/demo/site:v1",
            "  portolan resolve docker.io/library/alpine --platform linux/arm64"
        })
final class ResolveCommand extends ClientCommand {
    @Parameters(paramLabel = "REF", description = "the manifest or index")
    private Reference reference;

    @Mixin
    private final PlatformOption platform = new PlatformOption();

    @Override
    void run(Session session) {
        Descriptor found = platform.isGiven()
                ? platform.manifest(session, reference).descriptor()
                : session.client().at(reference).resolve();
        session.output().print(found.digest().toString(), JsonText.of(reference, found));
    }
}
