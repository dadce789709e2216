package dev.portolan.fs.layout;

import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.MediaTypes;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The entries of {@code cosign save}: one image, and its signatures and attestations without names, told apart by a
 * kind. On reading they get the names of the tags that they have in a registry, so that they are copied with the image.
 * On writing, what has such a name gets the kind, and its image too, so that {@code cosign load} finds them.
 */
final class CosignEntries {
    private static final String IMAGE = "image";
    private static final String INDEX = "imageIndex";
    private static final Map<String, String> SUFFIXES = Map.of("sigs", ".sig", "atts", ".att");

    private CosignEntries() {}

    /** Returns the entries, with names for those that cosign attached to the only image. */
    static List<IndexEntry> named(List<IndexEntry> entries) {
        List<Descriptor> images = entries.stream()
                .filter(entry -> List.of(IMAGE, INDEX).contains(entry.cosignKind()))
                .map(IndexEntry::understood)
                .flatMap(Optional::stream)
                .distinct()
                .toList();
        return images.size() == 1
                ? entries.stream().map(entry -> named(entry, images.get(0))).toList()
                : entries;
    }

    private static IndexEntry named(IndexEntry entry, Descriptor image) {
        String suffix = SUFFIXES.getOrDefault(entry.cosignKind(), "");
        return suffix.isEmpty() || entry.named() ? entry : entry.called(tag(image.digest()) + suffix);
    }

    private static String tag(Digest image) {
        return image.algorithm().id() + "-" + image.hex();
    }

    /** Returns an entry with the kind that {@code cosign load} looks for. */
    static IndexEntry marked(IndexEntry entry, IndexJson index) {
        String kind = kind(entry, index);
        return kind.isEmpty() ? entry : entry.withCosignKind(kind);
    }

    private static String kind(IndexEntry entry, IndexJson index) {
        for (Map.Entry<String, String> attached : SUFFIXES.entrySet()) {
            if (entry.refName().startsWith("sha") && entry.refName().endsWith(attached.getValue())) {
                return attached.getKey();
            }
        }
        Descriptor manifest = entry.understood().orElseThrow();
        boolean hasAttached = SUFFIXES.values().stream()
                .anyMatch(
                        suffix -> !index.named(tag(manifest.digest()) + suffix).isEmpty());
        if (!hasAttached) {
            return "";
        }
        return MediaTypes.isIndex(manifest.mediaType()) ? INDEX : IMAGE;
    }
}
