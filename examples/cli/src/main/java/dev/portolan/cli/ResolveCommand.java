package dev.portolan.cli;

import dev.portolan.model.Place;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "resolve", description = "Prints the digest of what a place names.")
final class ResolveCommand extends ClientCommand {
    @Parameters(paramLabel = "PLACE", description = "what is resolved")
    private String place;

    @Override
    void run(Session session) {
        session.printDescriptor(session.client().resolve(Place.parse(place)));
    }
}
