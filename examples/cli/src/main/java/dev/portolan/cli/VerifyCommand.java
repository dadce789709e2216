package dev.portolan.cli;

import dev.portolan.copy.CopyResult;
import dev.portolan.copy.Root;
import dev.portolan.copy.VerifyingTarget;
import dev.portolan.error.ContentMismatchException;
import dev.portolan.error.Problem;
import dev.portolan.fs.layout.Verification;
import dev.portolan.fs.layout.VerifyReport;
import dev.portolan.model.Place;
import dev.portolan.model.Tag;
import dev.portolan.model.TagOrDigest;
import dev.portolan.port.Repository;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "verify",
        description = {
            "Reads everything that a place leads to and checks each digest.",
            "A layout or archive without a tag is checked as a whole."
        })
final class VerifyCommand extends ClientCommand {
    @Parameters(paramLabel = "PLACE", description = "what is verified")
    private String place;

    @Override
    void run(Session session) {
        Place at = Place.parse(place);
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
        report.findings().forEach(finding -> session.print(finding.toString()));
        if (!report.good()) {
            throw new ContentMismatchException(Problem.of(report.findings().size() + " findings")
                    .at(name)
                    .advice("fetch again what is damaged or missing"));
        }
        session.print("Good: " + report.manifests() + " manifests, " + report.blobs() + " blobs, "
                + Sizes.text(report.bytes()));
    }

    private static void copy(Session session, Repository repository, TagOrDigest name) {
        CopyResult read = session.client()
                .engine()
                .copy(repository, List.of(Root.of(name, List.of())), new VerifyingTarget(), session.copyOptions());
        session.print("Good: " + read.copied().items() + " manifests and blobs, "
                + Sizes.text(read.copied().bytes()));
    }
}
