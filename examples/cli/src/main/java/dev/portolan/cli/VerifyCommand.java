package dev.portolan.cli;

import dev.portolan.copy.CopyResult;
import dev.portolan.copy.CopyResult.Count;
import dev.portolan.copy.Root;
import dev.portolan.copy.VerifyingTarget;
import dev.portolan.error.ContentMismatchException;
import dev.portolan.error.Problem;
import dev.portolan.fs.layout.Finding;
import dev.portolan.fs.layout.Verification;
import dev.portolan.fs.layout.VerifyReport;
import dev.portolan.model.Reference;
import dev.portolan.model.Tag;
import dev.portolan.port.Deltas;
import dev.portolan.port.Deltas.LeftOut;
import dev.portolan.port.Repairs;
import dev.portolan.port.Repository;
import dev.portolan.signature.TrustPolicy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "verify",
        description = {
            "Verifies digests, or signatures with --key or --policy.",
            "Without these options, reads everything reachable from REF and verifies its digest.",
            "A layout or archive without a name is verified as a whole."
        },
        footer = {
            "  portolan verify oci-layout:store",
            "  portolan verify localhost:5000/demo/site:v1",
            "  portolan verify example.com/app:v1 --key cosign.pub",
            "  portolan verify example.com/app:v1 --policy trustpolicy.json",
            "  portolan verify x.io/app:v1 --key cosign.pub --type spdx --print-document"
        })
final class VerifyCommand extends ClientCommand {
    private static final LeftOut NOTHING = new LeftOut("", List.of());

    @Parameters(paramLabel = "REF", description = "the manifest, or a whole layout or archive")
    private Reference reference;

    @Mixin
    private final TrustOptions trust = new TrustOptions();

    @Option(
            names = "--type",
            paramLabel = "TYPE",
            converter = PredicateTypeArgument.class,
            description = "verify attestations: cyclonedx, spdx, slsa, or the URI of a predicate type")
    private @Nullable String type;

    @Option(names = "--print-document", description = "print only the verified documents of --type")
    private boolean printsDocuments;

    @Option(
            names = {"-a", "--annotation"},
            paramLabel = "K=V",
            description = "require that this annotation was signed by the key (repeatable)")
    private List<String> annotations = new ArrayList<>();

    @Override
    String transferred() {
        return "verified";
    }

    @Override
    void run(Session session) {
        Optional<TrustPolicy> policy = trust.policy(AnnotationOption.byKey(annotations));
        if (policy.isPresent()) {
            new SignatureReport(session, printsDocuments).verify(reference, type == null ? "" : type, policy.get());
            return;
        }
        if (type != null || printsDocuments || !annotations.isEmpty()) {
            throw usage("--type, --print-document and --annotation need --key or --policy");
        }
        Reference at = session.client().locate(reference);
        try (Repository repository = session.client().open(at)) {
            Optional<Verification> whole =
                    at.tagOrDigest().isEmpty() ? repository.capability(Verification.class) : Optional.empty();
            LeftOut leftOut =
                    repository.capability(Deltas.class).map(Deltas::leftOut).orElse(NOTHING);
            if (whole.isPresent()) {
                VerifyReport report = whole.get().verify(session.copyOptions().listener());
                Count read = new Count(report.blobs(), report.manifests(), report.bytes());
                Count lacking = new Count(leftOut.blobs().size(), 0, leftOut.bytes());
                print(session.output(), read, lacking, leftOut.base(), report.findings());
                requireGood(report, repository);
            } else {
                CopyResult result = session.client()
                        .engine()
                        .copy(
                                repository,
                                List.of(Root.of(at.tagOrDigest().orElse(Tag.LATEST), List.of())),
                                new VerifyingTarget(leftOut.blobs()),
                                session.copyOptions());
                print(session.output(), result.copied(), result.skipped(), leftOut.base(), List.of());
            }
        }
    }

    /** Prints what was read, what a delta lacks that its base has, and what is wrong. */
    private static void print(Output output, Count read, Count lacking, String base, List<Finding> findings) {
        if (output.json()) {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("good", findings.isEmpty());
            json.put("manifests", read.manifests());
            json.put("blobs", read.blobs());
            json.put("items", read.items());
            json.put("bytes", read.bytes());
            json.put("findings", findings.stream().map(VerifyCommand::json).toList());
            if (lacking.items() > 0) {
                Map<String, Object> delta = new LinkedHashMap<>();
                delta.put("base", base);
                delta.put("blobs", lacking.items());
                delta.put("bytes", lacking.bytes());
                json.put("delta", delta);
            }
            output.printJson(json);
            return;
        }
        findings.forEach(finding -> output.print(finding.toString()));
        if (findings.isEmpty()) {
            output.print("Good: " + Plural.of(read.manifests(), "manifest") + ", " + Plural.of(read.blobs(), "blob")
                    + ", " + Sizes.text(read.bytes()));
            if (lacking.items() > 0) {
                output.print("Delta: lacks " + Plural.of(lacking.items(), "blob") + " (" + Sizes.text(lacking.bytes())
                        + ") that " + base + " has");
            }
        }
    }

    private static void requireGood(VerifyReport report, Repository repository) {
        if (!report.good()) {
            throw new ContentMismatchException(
                    Problem.of(Plural.of(report.findings().size(), "problem") + " found")
                            .at(repository.name())
                            .advice(repairOf(repository)));
        }
    }

    private static String repairOf(Repository repository) {
        boolean inPlace =
                repository.capability(Repairs.class).filter(Repairs::canReplace).isPresent();
        return inPlace
                ? "repair it from a good copy: portolan copy SOURCE " + repository.name() + ":NAME --deep"
                : "it cannot be repaired in place; copy a good one to a new file";
    }

    private static Map<String, Object> json(Finding finding) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("code", finding.code());
        finding.digest().ifPresent(digest -> json.put("digest", digest.toString()));
        json.put("path", finding.path());
        json.put("detail", finding.detail());
        return json;
    }
}
