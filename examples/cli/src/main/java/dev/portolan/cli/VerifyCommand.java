package dev.portolan.cli;

import dev.portolan.copy.CopyResult;
import dev.portolan.copy.Root;
import dev.portolan.copy.VerifyingTarget;
import dev.portolan.error.ContentMismatchException;
import dev.portolan.error.Problem;
import dev.portolan.fs.layout.Finding;
import dev.portolan.fs.layout.Verification;
import dev.portolan.fs.layout.VerifyReport;
import dev.portolan.model.Reference;
import dev.portolan.model.Tag;
import dev.portolan.model.TagOrDigest;
import dev.portolan.port.Repository;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "verify",
        description = {
            "Reads everything that a place leads to and checks each digest.",
            "A layout or archive without a tag is checked as a whole."
        },
        footer = {"  portolan verify oci-layout:store", "  portolan verify localhost:5000/demo/site:v1"})
final class VerifyCommand extends ClientCommand {
    @Parameters(paramLabel = "PLACE", description = "what is verified")
    private String where;

    @Override
    void run(Session session) {
        Reference at = session.client().locate(Reference.parse(where));
        try (Repository repository = session.client().open(at)) {
            Optional<Verification> whole =
                    at.tagOrDigest().isEmpty() ? repository.capability(Verification.class) : Optional.empty();
            if (whole.isPresent()) {
                report(session, repository.name(), whole.get().verify());
            } else {
                copy(session, repository, at.tagOrDigest().orElse(Tag.LATEST));
            }
        }
    }

    private static void report(Session session, String name, VerifyReport report) {
        List<String> findings =
                report.findings().stream().map(Finding::toString).toList();
        Output output = session.output();
        if (output.json()) {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("good", report.good());
            json.put("manifests", report.manifests());
            json.put("blobs", report.blobs());
            json.put("bytes", report.bytes());
            json.put(
                    "findings",
                    report.findings().stream().map(VerifyCommand::json).toList());
            output.printJson(json);
        } else {
            findings.forEach(output::print);
        }
        if (!report.good()) {
            throw new ContentMismatchException(
                    Problem.of(findings.size() == 1 ? "1 fault" : findings.size() + " faults")
                            .at(name)
                            .advice("repair it with: portolan copy SOURCE " + name + ":NAME --deep"));
        }
        if (!output.json()) {
            output.print("Good: " + report.manifests() + " manifests, " + report.blobs() + " blobs, "
                    + Sizes.text(report.bytes()));
        }
    }

    private static Map<String, Object> json(Finding finding) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("code", finding.code());
        finding.digest().ifPresent(digest -> json.put("digest", digest.toString()));
        json.put("path", finding.path());
        json.put("detail", finding.detail());
        return json;
    }

    private static void copy(Session session, Repository repository, TagOrDigest name) {
        CopyResult.Count read = session.client()
                .engine()
                .copy(repository, List.of(Root.of(name, List.of())), new VerifyingTarget(), session.copyOptions())
                .copied();
        if (session.output().json()) {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("good", true);
            json.put("items", read.items());
            json.put("bytes", read.bytes());
            session.output().printJson(json);
        } else {
            session.output().print("Good: " + read.items() + " manifests and blobs, " + Sizes.text(read.bytes()));
        }
    }
}
