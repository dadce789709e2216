package dev.portolan.cli;

import dev.portolan.ReferenceClient;
import dev.portolan.copy.CopyOptions;
import dev.portolan.copy.CopyResult;
import dev.portolan.copy.DeltaBase;
import dev.portolan.copy.Root;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Reference;
import dev.portolan.model.Tag;
import dev.portolan.model.TagOrDigest;
import dev.portolan.port.Deltas;
import dev.portolan.port.Listing;
import dev.portolan.port.Repository;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code portolan copy}. */
@Command(
        name = "copy",
        aliases = "cp",
        description = {
            "Copies an artifact or image to another reference.",
            "Everything that it references is copied too. FROM and TO can be in a registry, layout or archive."
        },
        footer = {
            "  portolan copy example.com/site:v1 oci-archive:site.tar:v1 --recursive",
            "  portolan copy example.com/site oci-layout:store --all-tags",
            "  portolan copy x.io/site:v1 y.io/site:v1 -r --policy policy.json",
            "  portolan copy x.io/a:v2 oci-archive:d.tar:v2 --missing-from x.io/a:v1"
        })
final class CopyCommand extends ClientCommand {
    @Parameters(index = "0", paramLabel = "FROM", description = "the reference to copy")
    private Reference from;

    @Parameters(index = "1", paramLabel = "TO", description = "the reference to copy to")
    private Reference to;

    @Option(
            names = {"-r", "--recursive"},
            description = "copy referrers and signatures too")
    private boolean recursive;

    @Option(names = "--all-tags", description = "copy all tags, under the same names")
    private boolean allTags;

    @Option(names = "--deep", description = "verify existing content of TO, and repair damaged blobs")
    private boolean deep;

    @Option(names = "--foreign-layers", description = "copy non-distributable layers too")
    private boolean foreignLayers;

    @Option(
            names = "--missing-from",
            paramLabel = "REF",
            description = "make a delta without the blobs reachable from REF (TO must be an oci-archive)")
    private @Nullable Reference missingFrom;

    @Option(names = "--dry-run", description = "only print what would be copied")
    private boolean dryRun;

    @Mixin
    private final PlatformOption platform = new PlatformOption();

    @Mixin
    private final TrustOptions trust = new TrustOptions();

    private final HostOptions fromHost = new HostOptions();
    private final HostOptions toHost = new HostOptions();

    @Override
    List<Side> sides() {
        return List.of(new Side("FROM", fromHost, Endpoint.of(from)), new Side("TO", toHost, Endpoint.of(to)));
    }

    @Override
    void prepare() {
        if (StandardArchive.isInput(from) && (options.host.passwordStdin || toHost.passwordStdin)) {
            throw usage("standard input is FROM, so it cannot hold a password too; run `portolan login` first");
        }
    }

    @Override
    void run(Session session) {
        from = session.client().locate(from);
        if (allTags) {
            refuseName("FROM", 0, from);
            refuseName("TO", 1, to);
        }
        to = session.target(to);
        CopyOptions.Builder options = trust.apply(platform.apply(session.copyOptions())).toBuilder()
                .referrers(recursive)
                .deep(deep)
                .foreignLayers(foreignLayers);
        if (missingFrom != null) {
            options.missingFrom(missingFrom);
        }
        CopyOptions how = options.build();
        if (allTags) {
            copyAllTags(session, how);
        } else {
            session.printResult(begin() + from + " to " + to, to, copy(session, how));
        }
    }

    @Override
    String transferred() {
        return dryRun ? "would copy" : "copied";
    }

    private void refuseName(String side, int position, Reference reference) {
        if (isNamed(position, reference)) {
            throw usage("--all-tags copies all tags; write " + side + " without one: " + reference.name());
        }
    }

    private String begin() {
        return dryRun ? "Dry run, " : "Copied ";
    }

    private CopyResult copy(Session session, CopyOptions how) {
        if (!dryRun) {
            return session.client().at(from).with(how).copyTo(to);
        }
        return rehearse(
                session,
                List.of(Root.of(
                        named(session, from), to.tagOrDigest().map(List::of).orElse(List.of()))),
                how);
    }

    private void copyAllTags(Session session, CopyOptions how) {
        ReferenceClient source = session.client().at(from).with(how);
        for (Tag name : source.tagsLeftOut(to)) {
            leftOut(session, name.value(), "a registry cannot hold this name", ":" + name);
        }
        for (Descriptor manifest : withoutUsableName(session)) {
            String digest = manifest.digest().toString();
            leftOut(session, digest, "its name is too long, or has control characters", "@" + digest);
        }
        List<Tag> tags = source.tagsToCopy(to);
        CopyResult result = dryRun
                ? rehearse(
                        session,
                        tags.stream().map(tag -> Root.of(tag, List.of(tag))).toList(),
                        how)
                : source.copyTagsTo(to, tags);
        Map<Tag, Descriptor> byTag = new LinkedHashMap<>();
        for (int i = 0; i < tags.size(); i++) {
            byTag.put(tags.get(i), result.roots().get(i));
        }
        session.printTags(
                begin() + Plural.of(tags.size(), "tag") + " from " + from.name() + " to " + to.name(),
                to,
                byTag,
                result);
    }

    private void leftOut(Session session, String what, String why, String reference) {
        session.output()
                .message("left out " + what + ": " + why + "; copy it with: portolan copy "
                        + ShellWord.quoted(from.name() + reference) + " " + ShellWord.quoted(to.name() + ":TAG"));
    }

    /** Returns manifests of a layout or archive whose names cannot be written, so that no tag lists them. */
    private List<Descriptor> withoutUsableName(Session session) {
        try (Repository source = session.client().open(from)) {
            return source.capability(Listing.class)
                    .map(Listing::withUnusableNames)
                    .orElse(List.of());
        }
    }

    /** Makes all checks of a copy, and writes nothing. */
    private CopyResult rehearse(Session session, List<Root> roots, CopyOptions how) {
        try (Repository source = session.client().open(from);
                Repository real = session.client().openTarget(to)) {
            if (missingFrom == null) {
                return session.client().engine().copy(source, roots, new DryRunTarget(real), how);
            }
            Deltas.of(real);
            try (DeltaBase base = session.client().at(missingFrom).openDeltaBase()) {
                return session.client()
                        .engine()
                        .copy(source, roots, new DryRunTarget(real, base), how.withoutMissingFrom());
            }
        }
    }

    private static TagOrDigest named(Session session, Reference reference) {
        return session.client().at(reference).named().tagOrDigest().orElseThrow();
    }

    @Override
    void complete(CommandSpec command) {
        fromHost.addTo(command, "from");
        toHost.addTo(command, "to");
    }
}
