package dev.portolan.cli;

import dev.portolan.ReferenceClient;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Reference;
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
            "Annotations are signed too. Nothing is sent to a transparency log."
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
        ReferenceClient pinned = pinned(session, reference);
        print(session, "Signed", pinned, pinned.sign(signer, annotations.byKey()));
    }

    /** Resolves a reference once, so that the digest that is signed is the one that is printed. */
    static ReferenceClient pinned(Session session, Reference given) {
        ReferenceClient named = session.client().at(given);
        return session.client().at(named.named().withDigest(named.resolve().digest()));
    }

    static void print(Session session, String verb, ReferenceClient pinned, List<Descriptor> pushed) {
        session.output().message(verb + " " + pinned.reference());
        pushed.forEach(signature -> session.printDigest(pinned.reference(), signature));
    }
}
