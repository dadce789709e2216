package dev.portolan.cli;

import dev.portolan.model.Descriptor;
import dev.portolan.model.Reference;
import dev.portolan.port.Repository;
import dev.portolan.signature.SignedManifest;
import dev.portolan.signature.Signer;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code portolan sign}. */
@Command(
        name = "sign",
        description = {
            "Signs a manifest, as cosign or notation does, and pushes the signature.",
            "An annotation is signed along. Nothing is sent to a transparency log."
        },
        footer = {
            "  portolan sign example.com/app:v1 --key cosign.key",
            "  portolan sign example.com/app:v1 --key cosign.key --format both",
            "  portolan sign x.io/app:v1 --key k.pem --certificates c.pem --format jws"
        })
final class SignCommand extends ClientCommand {
    @Parameters(paramLabel = "REF", description = "the manifest to sign")
    private Reference reference;

    @Mixin
    private final SigningOptions signing = new SigningOptions();

    @Mixin
    private final AnnotationOption annotations = new AnnotationOption();

    @Override
    void run(Session session) {
        Signer signer = signing.signer();
        signed(session, reference, "Signed", manifest -> manifest.sign(signer, annotations.byKey()));
    }

    /** What a command does with the manifest that a reference names. */
    interface Signing {
        List<Descriptor> sign(SignedManifest manifest);
    }

    /** Resolves the reference once, signs its digest, and prints what was pushed. */
    static void signed(Session session, Reference given, String verb, Signing signing) {
        Reference reference =
                session.client().at(session.client().locate(given)).named();
        try (Repository repository = session.client().open(reference)) {
            Descriptor manifest = session.client().at(reference).resolve();
            List<Descriptor> pushed = signing.sign(SignedManifest.of(repository, reference, manifest));
            session.output().message(verb + " " + reference.name() + "@" + manifest.digest());
            for (Descriptor signature : pushed) {
                session.printDigest(reference, signature);
            }
        }
    }
}
