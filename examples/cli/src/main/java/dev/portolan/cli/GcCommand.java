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

@Command(
        name = "gc",
        description = "Removes blobs of a layout that nothing leads to.",
        footer = "  portolan gc oci-layout:store --dry-run")
final class GcCommand extends ClientCommand {
    @Parameters(paramLabel = "PLACE", description = "an OCI layout")
    private String where;

    @Option(names = "--dry-run", description = "only say what would be removed")
    private boolean dryRun;

    @Option(names = "--untagged", description = "remove manifests without a tag too")
    private boolean untagged;

    @Option(
            names = "--grace",
            paramLabel = "MINUTES",
            description = "how long blobs stay that a writer may still need (default: ${DEFAULT-VALUE})")
    private long grace = 60;

    @Override
    void run(Session session) {
        if (grace < 0) {
            throw usage("--grace takes 0 minutes or more, not " + grace);
        }
        try (Repository repository = session.client().open(Reference.parse(where))) {
            GcReport report = repository
                    .capability(GarbageCollection.class)
                    .orElseThrow(() -> new UnsupportedException(Problem.of("garbage collection is not for this place")
                            .at(repository.name())
                            .advice("name an oci-layout; a registry collects its own")))
                    .gc(GcOptions.builder()
                            .dryRun(dryRun)
                            .untagged(untagged)
                            .grace(Duration.ofMinutes(grace))
                            .build());
            print(session.output(), report);
        }
    }

    private void print(Output output, GcReport report) {
        List<String> removed = report.removed().stream().map(Digest::toString).toList();
        if (output.json()) {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("dryRun", dryRun);
            json.put("removed", removed);
            json.put("bytes", report.bytes());
            json.put("unfinished", report.unfinished());
            json.put("young", report.young());
            output.printJson(json);
            return;
        }
        removed.forEach(output::print);
        output.message((dryRun ? "Would remove " : "Removed ") + removed.size() + " blobs ("
                + Sizes.text(report.bytes()) + ") and " + report.unfinished() + " unfinished files; " + report.young()
                + " blobs are too young");
    }
}
