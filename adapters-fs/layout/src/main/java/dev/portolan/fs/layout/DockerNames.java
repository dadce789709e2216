package dev.portolan.fs.layout;

import dev.portolan.model.Annotations;
import dev.portolan.model.Descriptor;
import dev.portolan.model.RegistryReference;
import dev.portolan.model.Tag;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How names address the images of a docker-archive: by the whole image name, since {@code docker save a b} writes the
 * ref.name {@code latest} for each of its images.
 */
final class DockerNames extends EntryNames {
    private final String image;

    /**
     * Creates the names of one image, or of all images.
     *
     * @param image the image name without a tag, so that names are its tags; empty for all images, so that names are
     *     whole image names
     */
    DockerNames(String where, String image) {
        super(where);
        this.image = image;
    }

    /** Returns the whole image name; empty for a plain tag without an image. */
    private String canonical(Tag name) {
        String whole = ImageName.ofRefName(name.value());
        return whole.isEmpty() && !image.isEmpty() ? ImageName.canonical(image + ":" + name) : whole;
    }

    /** Finds an entry with a plain ref.name too: {@code FILE:v1} means the image {@code v1:latest}, or this entry. */
    @Override
    Set<IndexEntry> exact(IndexJson index, Tag name) {
        Set<IndexEntry> found = replaced(index, name);
        if (!found.isEmpty() || image.isEmpty() || !name.equals(Tag.LATEST)) {
            return found;
        }
        return index.named(image).stream()
                .filter(entry -> entry.imageName().isEmpty())
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    @Override
    Set<IndexEntry> replaced(IndexJson index, Tag name) {
        String canonical = canonical(name);
        return canonical.isEmpty() ? super.exact(index, name) : index.ofImage(canonical);
    }

    @Override
    IndexEntry entry(Tag name, Descriptor manifest) {
        String canonical = canonical(name);
        if (canonical.isEmpty()) {
            return super.entry(name, manifest);
        }
        RegistryReference.parse(canonical); // refuses names that Docker does not accept
        return IndexEntry.of(
                manifest, Map.of(ImageName.ANNOTATION, canonical, Annotations.REF_NAME, ImageName.tag(canonical)));
    }

    @Override
    String name(IndexJson index, IndexEntry entry) {
        String canonical = entry.imageName();
        if (canonical.isEmpty()) {
            return image.isEmpty() ? entry.refName() : "";
        }
        return !image.isEmpty() && isListed(entry) ? ImageName.tag(canonical) : ImageName.familiar(canonical);
    }

    @Override
    boolean isListed(IndexEntry entry) {
        String canonical = entry.imageName();
        return image.isEmpty() || canonical.equals(ImageName.canonical(image + ":" + ImageName.tag(canonical)));
    }

    @Override
    boolean endsIn(IndexEntry entry, String end) {
        return image.isEmpty() && endsIn(entry.imageName(), end);
    }
}
