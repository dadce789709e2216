package dev.portolan.fs.layout;

import dev.portolan.model.Descriptor;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The entries that {@code cosign save} writes: one image, and its signatures and attestations without names. They get
 * the names of the tags that they have in a registry, so that they travel with the image.
 */
final class CosignEntries {
    private static final List<String> IMAGES = List.of("image", "imageIndex");
    private static final Map<String, String> SUFFIXES = Map.of("sigs", ".sig", "atts", ".att");

    private CosignEntries() {}

    /** Returns the entries, with names for those that cosign attached to the only image. */
    static List<IndexEntry> named(List<IndexEntry> entries) {
        List<Descriptor> images = entries.stream()
                .filter(entry -> IMAGES.contains(entry.cosignKind()))
                .map(IndexEntry::understood)
                .flatMap(Optional::stream)
                .toList();
        return images.size() == 1
                ? entries.stream().map(entry -> named(entry, images.get(0))).toList()
                : entries;
    }

    private static IndexEntry named(IndexEntry entry, Descriptor image) {
        String suffix = SUFFIXES.getOrDefault(entry.cosignKind(), "");
        return suffix.isEmpty() || entry.named()
                ? entry
                : entry.called(
                        image.digest().algorithm().id() + "-" + image.digest().hex() + suffix);
    }
}
