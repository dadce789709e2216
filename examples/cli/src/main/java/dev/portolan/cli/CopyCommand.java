package dev.portolan.cli;

import dev.portolan.copy.CopyOptions;
import dev.portolan.copy.CopyResult;
import dev.portolan.model.Place;
import dev.portolan.model.Reference;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "copy", description = "Copies what one place names to another, with all that it points to.")
final class CopyCommand extends ClientCommand {
    @Parameters(index = "0", paramLabel = "FROM", description = "what is copied")
    private String from;

    @Parameters(index = "1", paramLabel = "TO", description = "where it goes")
    private String to;

    @Option(
            names = {"-r", "--recursive"},
            description = "with all that refers to it")
    private boolean recursive;

    @Option(names = "--all-tags", description = "all tags of the repository, under the same names")
    private boolean allTags;

    @Option(names = "--deep", description = "look into manifests that are there already, for blobs that are not")
    private boolean deep;

    @Option(names = "--foreign-layers", description = "copy layers that are marked as not to be distributed")
    private boolean foreignLayers;

    @Mixin
    private final PlatformOption platform = new PlatformOption();

    @Override
    void run(Session session) {
        Place source = Place.parse(from);
        Place target = Place.parse(to);
        if (options.username != null
                && !registry(source).isEmpty()
                && !registry(target).isEmpty()
                && !registry(source).equals(registry(target))) {
            throw new IllegalArgumentException("-u is for one registry, and these are two; log in to them instead");
        }
        CopyOptions how = platform.apply(session.copyOptions()).toBuilder()
                .referrers(recursive)
                .deep(deep)
                .foreignLayers(foreignLayers)
                .build();
        CopyResult result = allTags
                ? session.client().copyAllTags(source, target, how)
                : session.client().copy(source, target, how);
        session.printCopied(source, target, result);
    }

    private static String registry(Place place) {
        return place.reference().map(Reference::registry).orElse("");
    }
}
