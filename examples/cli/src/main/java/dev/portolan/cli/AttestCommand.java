package dev.portolan.cli;

import dev.portolan.ReferenceClient;
import dev.portolan.model.Reference;
import dev.portolan.signature.Signer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code portolan attest}. */
@Command(
        name = "attest",
        description = {
            "Signs and attaches a document, such as an SBOM.",
            "`cosign verify-attestation` and `portolan verify --type` read it."
        },
        footer = {
            "  portolan attest x.io/app:v1 sbom.json --type cyclonedx --key cosign.key",
            "  portolan verify x.io/app:v1 --type cyclonedx --key cosign.pub"
        })
final class AttestCommand extends ClientCommand {
    @Parameters(index = "0", paramLabel = "REF", description = "the manifest that the document is about")
    private Reference reference;

    @Parameters(index = "1", paramLabel = "FILE", description = "the document, as JSON; - for standard input")
    private String file;

    @Option(
            names = "--type",
            paramLabel = "TYPE",
            required = true,
            converter = PredicateTypeArgument.class,
            description = "type of the document: cyclonedx, spdx, slsa, or the URI of a predicate type")
    private String type;

    @Mixin
    private final SigningOptions signing = new SigningOptions();

    @Override
    void run(Session session) {
        byte[] predicate = InputFile.read(file);
        Signer signer = signing.signer();
        ReferenceClient pinned = SignCommand.pinned(session, reference);
        SignCommand.print(
                session, "Attested", "attestations", pinned.reference(), pinned.attest(type, predicate, signer));
    }
}
