package dev.portolan.fs.layout;

import dev.portolan.model.Annotations;
import dev.portolan.model.Descriptor;
import dev.portolan.model.RegistryReference;
import dev.portolan.model.Tag;
import java.util.Map;
import java.util.Set;

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
        return image.isEmpty() ? ImageName.ofRefName(name.value()) : ImageName.canonical(image + ":" + name);
    }

    @Override
    Set<IndexEntry> exact(IndexJson index, Tag name) {
        String canonical = canonical(name);
        return canonical.isEmpty() ? super.exact(index, name) : index.ofImage(canonical);
    }

    @Override
    IndexEntry entry(Tag name, Descriptor manifest) {
        String canonical = canonical(name);
        if (canonical.isEmpty()) {
            return super.entry(name, manifest);
        }
        RegistryReference.parse(canonical); // refuses names that Docker does not take
        return IndexEntry.of(
                manifest, Map.of(ImageName.ANNOTATION, canonical, Annotations.REF_NAME, ImageName.tag(canonical)));
    }

    @Override
    String name(IndexJson index, IndexEntry entry) {
        String canonical = entry.imageName();
        if (image.isEmpty()) {
            return canonical.isEmpty() ? entry.refName() : ImageName.familiar(canonical);
        }
        String tag = ImageName.tag(canonical);
        return canonical.equals(ImageName.canonical(image + ":" + tag)) ? tag : "";
    }

    @Override
    boolean endsIn(IndexEntry entry, String end) {
        return image.isEmpty() && endsIn(entry.imageName(), end);
    }
}
