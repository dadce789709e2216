package dev.portolan.cli;

import dev.portolan.ReferenceClient;
import dev.portolan.error.Text;
import dev.portolan.model.Digest;
import dev.portolan.model.Reference;
import dev.portolan.signature.TrustPolicy;
import dev.portolan.signature.VerifiedSignature;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Verifies signatures or attestations, and prints the result. */
final class SignatureReport {
    private final Session session;
    private final boolean documentsOnly;

    SignatureReport(Session session, boolean documentsOnly) {
        this.session = session;
        this.documentsOnly = documentsOnly;
    }

    /** @param type of the attestations; empty for signatures */
    void verify(Reference given, String type, TrustPolicy policy) {
        if (documentsOnly && type.isEmpty()) {
            throw new IllegalArgumentException("--print-document needs --type");
        }
        ReferenceClient handle = session.client().at(session.client().at(given).named());
        List<VerifiedSignature> verified = type.isEmpty() ? handle.verify(policy) : handle.attestations(type, policy);
        Digest digest =
                verified.isEmpty() ? handle.resolve().digest() : verified.get(0).manifest();
        print(handle.reference(), digest, verified);
    }

    private void print(Reference reference, Digest digest, List<VerifiedSignature> verified) {
        Output output = session.output();
        if (documentsOnly) {
            verified.forEach(one -> output.print(document(one)));
        } else if (output.json()) {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("reference", reference.toString());
            json.put("digest", digest.toString());
            json.put("signatures", verified.stream().map(SignatureReport::json).toList());
            output.printJson(json);
        } else {
            output.print("Digest: " + digest);
            verified.forEach(one -> output.print(line(one)));
            verified.forEach(one -> one.notes().forEach(note -> output.message("note: " + Text.clean(note))));
            if (verified.isEmpty()) {
                output.message("the policy trusts " + reference + " without a signature");
            }
        }
    }

    private static String document(VerifiedSignature attestation) {
        return new String(attestation.predicate().orElseThrow(), StandardCharsets.UTF_8);
    }

    private static String line(VerifiedSignature one) {
        StringBuilder line = new StringBuilder("Verified: ").append(one.format());
        one.predicateType().ifPresent(type -> line.append(", ").append(type));
        line.append(", by ").append(one.signer());
        new TreeMap<>(one.annotations())
                .forEach((name, value) ->
                        line.append(", ").append(name).append('=').append(value));
        return Text.clean(line.toString());
    }

    private static Map<String, Object> json(VerifiedSignature one) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("format", one.format());
        json.put("signer", one.signer());
        one.predicateType().ifPresent(type -> json.put("predicateType", type));
        json.put("annotations", new TreeMap<>(one.annotations()));
        json.put("notes", one.notes());
        return json;
    }
}
