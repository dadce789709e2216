package dev.portolan.cli;

import dev.portolan.copy.CopyOptions;
import dev.portolan.copy.CopyResult;
import dev.portolan.copy.Root;
import dev.portolan.error.Problem;
import dev.portolan.error.UnsupportedException;
import dev.portolan.fs.layout.OciArchiveRepository;
import dev.portolan.model.Reference;
import dev.portolan.model.RegistryReference;
import dev.portolan.model.Tag;
import dev.portolan.model.TagOrDigest;
import dev.portolan.port.Repository;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "copy",
        description = "Copies what one place names to another, with all that it points to.",
        footer = {
            "  portolan copy example.com/site:v1 oci-archive:site.tar:v1 --recursive",
            "  portolan copy example.com/site oci-layout:store --all-tags",
            "  portolan copy x.io/a:v2 oci-archive:d.tar:v2 --missing-from oci-layout:a"
        })
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

    @Option(
            names = "--missing-from",
            paramLabel = "LAYOUT",
            description = "leave out what this place has (a delta, to an oci-archive)")
    private @Nullable String missingFrom;

    @Mixin
    private final PlatformOption platform = new PlatformOption();

    @Override
    void run(Session session) {
        Reference source = session.client().locate(Reference.parse(from));
        Reference target = session.client().locate(Reference.parse(to));
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
        if (missingFrom != null) {
            session.printResult(
                    "Copied " + source + " to " + target,
                    delta(session, source, target, Reference.parse(missingFrom), how));
            return;
        }
        if (allTags) {
            for (Tag name : session.client().namesLeftOut(source, target)) {
                session.output()
                        .message("left out " + name + ": a registry cannot hold this name; copy it with: portolan copy "
                                + source.name() + ":" + name + " " + target.name() + ":TAG");
            }
            CopyResult result = session.client().copyAllTags(source, target, how);
            String tags = result.tags().size() == 1 ? "1 tag" : result.tags().size() + " tags";
            session.printResult("Copied " + tags + " of " + source.name() + " to " + target.name(), result);
            return;
        }
        session.printResult(
                "Copied " + source + " to " + target, session.client().copy(source, target, how));
    }

    private CopyResult delta(Session session, Reference source, Reference target, Reference base, CopyOptions how) {
        if (allTags) {
            throw new IllegalArgumentException("--missing-from and --all-tags do not go together");
        }
        try (Repository has = session.client().open(base);
                Repository reading = session.client().open(source);
                Repository opened = session.client().open(target)) {
            if (!(opened instanceof OciArchiveRepository archive)) {
                throw new UnsupportedException(Problem.of("a delta is written to an oci-archive")
                        .at(target.toString())
                        .advice("copy to oci-archive:FILE:TAG"));
            }
            List<TagOrDigest> as = target.tagOrDigest().map(List::of).orElse(List.of());
            Root root = Root.of(session.client().named(source).tagOrDigest().orElseThrow(), as);
            return session.client().engine().copy(reading, List.of(root), archive.leavingOut(has), how);
        }
    }

    private static String registry(Reference reference) {
        return reference.registryReference().map(RegistryReference::registry).orElse("");
    }
}
