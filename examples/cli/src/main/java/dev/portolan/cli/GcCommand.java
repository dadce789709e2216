package dev.portolan.cli;

import dev.portolan.error.Problem;
import dev.portolan.error.UnsupportedException;
import dev.portolan.fs.layout.GarbageCollection;
import dev.portolan.fs.layout.GcOptions;
import dev.portolan.fs.layout.GcReport;
import dev.portolan.model.Digest;
import dev.portolan.model.Reference;
import dev.portolan.port.Repository;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code portolan gc}. */
@Command(
        name = "gc",
        description = "Removes unreferenced blobs from an OCI layout.",
        footer = "  portolan gc oci-layout:store --dry-run")
final class GcCommand extends ClientCommand {
    @Parameters(paramLabel = "REF", description = "the layout, as oci-layout:DIR")
    private Reference reference;

    @Option(names = "--dry-run", description = "only print what would be removed")
    private boolean dryRun;

    @Option(names = "--untagged", description = "remove manifests without a tag too")
    private boolean untagged;

    @Option(
            names = "--grace",
            paramLabel = "TIME",
            converter = DurationArgument.Age.class,
            defaultValue = "1h",
            description = "keep blobs younger than this, such as 15m or 7d, which a push may still need"
                    + " (a number alone is minutes; default: ${DEFAULT-VALUE})")
    private Duration grace = Duration.ofHours(1);

    @Override
    void run(Session session) {
        reference = session.client().locate(reference);
        if (reference.registryReference().isEmpty() && reference.tagOrDigest().isPresent()) {
            throw usage("gc works on a whole layout; write " + reference.name() + " without a name");
        }
        try (Repository repository = session.client().open(reference)) {
            GcReport report = repository
                    .capability(GarbageCollection.class)
                    .orElseThrow(() -> new UnsupportedException(Problem.of("garbage collection failed")
                            .at(repository.name())
                            .because("it is not an OCI layout")
                            .advice("use oci-layout:DIR; a registry runs its own garbage collection")))
                    .gc(GcOptions.builder()
                            .dryRun(dryRun)
                            .untagged(untagged)
                            .grace(grace)
                            .build());
            print(session.output(), report);
        }
    }

    private void print(Output output, GcReport report) {
        List<String> removed = report.removed().stream().map(Digest::toString).toList();
        if (output.json()) {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("reference", reference.toString());
            json.put("dryRun", dryRun);
            json.put("removed", removed);
            json.put("bytes", report.bytes());
            json.put("unfinished", report.unfinished());
            json.put("young", report.young());
            output.printJson(json);
            return;
        }
        removed.forEach(output::print);
        String unfinished = report.unfinished() == 0 ? "" : " and " + Plural.of(report.unfinished(), "unfinished file");
        output.message((dryRun ? "Would remove " : "Removed ") + Plural.of(removed.size(), "blob") + " ("
                + Sizes.text(report.bytes()) + ")" + unfinished);
        if (report.young() > 0) {
            output.message("Kept " + Plural.of(report.young(), "unreferenced blob") + " younger than "
                    + DurationArgument.text(grace) + "; remove with --grace 0 when nothing writes to the layout");
        }
    }
}
