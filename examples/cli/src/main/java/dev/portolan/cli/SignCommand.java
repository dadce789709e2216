package dev.portolan.cli;

import dev.portolan.ReferenceClient;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Reference;
import dev.portolan.signature.Signer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code portolan sign}. */
@Command(
        name = "sign",
        description = {
            "Signs a manifest in the format of cosign or notation.",
            "The signature is pushed to the same repository. Nothing is sent to a transparency log."
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

    @Option(
            names = {"-a", "--annotation"},
            paramLabel = "K=V",
            description = "annotation to include in the signature (repeatable)")
    private List<String> annotations = new ArrayList<>();

    @Override
    void run(Session session) {
        Signer signer = signing.signer();
        ReferenceClient pinned = pinned(session, reference);
        print(
                session,
                "Signed",
                "signatures",
                pinned.reference(),
                pinned.sign(signer, AnnotationOption.byKey(annotations)));
    }

    /** Resolves a reference once, so that the digest that is signed is the one that is printed. */
    static ReferenceClient pinned(Session session, Reference given) {
        ReferenceClient named = session.client().at(given);
        return session.client().at(named.named().withDigest(named.resolve().digest()));
    }

    /** Prints the manifests that were pushed; in JSON, as the member {@code what}. */
    static void print(Session session, String verb, String what, Reference signed, List<Descriptor> pushed) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("reference", signed.toString());
        json.put(what, pushed.stream().map(JsonText::of).toList());
        session.report(verb + " " + signed, json);
        if (!session.output().json()) {
            pushed.forEach(manifest -> session.output().print("Digest: " + manifest.digest()));
        }
    }
}
