package dev.portolan.cli;

import dev.portolan.copy.CopyResult;
import java.util.ArrayList;
import java.util.List;

/** A finished copy in words. */
final class CopyText {
    private CopyText() {}

    /**
     * Such as {@code copied 3 blobs and 1 manifest (1.2 MiB), mounted 1 blob (4.0 KiB)}.
     *
     * @param verb the verb for copied content
     */
    static String of(CopyResult result, String verb) {
        List<String> parts = new ArrayList<>();
        add(parts, verb, result.copied());
        add(parts, "mounted", result.mounted());
        add(parts, "skipped", result.skipped());
        return parts.isEmpty() ? "nothing to copy" : String.join(", ", parts);
    }

    private static void add(List<String> parts, String verb, CopyResult.Count count) {
        String blobs = count.blobs() == 0 ? "" : Plural.of(count.blobs(), "blob");
        String manifests = count.manifests() == 0 ? "" : Plural.of(count.manifests(), "manifest");
        String and = blobs.isEmpty() || manifests.isEmpty() ? "" : " and ";
        if (count.items() > 0) {
            parts.add(verb + " " + blobs + and + manifests + " (" + Sizes.text(count.bytes()) + ")");
        }
    }
}
