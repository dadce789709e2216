package dev.portolan.fs.layout;

import dev.portolan.error.Problem;
import dev.portolan.error.Remedy;
import dev.portolan.error.UnsupportedException;
import dev.portolan.internal.json.Json;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.ImageManifest;
import dev.portolan.model.Manifest;
import dev.portolan.model.MediaTypes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The file {@code manifest.json}, which {@code docker load} needs in addition to an OCI layout: it names the config and
 * the layers of each image as files of the tar. {@code docker save} writes both from version 25 on.
 */
final class DockerImages {
    static final String FILE = "manifest.json";

    private DockerImages() {}

    /** Refuses artifacts that {@code docker load} cannot read. */
    static void requireImage(Manifest manifest, StoredRepository images) {
        Problem problem =
                Problem.of(manifest + " cannot be written for docker load").at(images.name());
        if (!(manifest instanceof ImageManifest image)) {
            throw new UnsupportedException(
                    problem.because("it is an index, and docker load takes one platform per image")
                            .advice(Remedy.CHOOSE_PLATFORM, "choose one platform, or write an oci-archive"));
        }
        if (!MediaTypes.isImageConfig(image.config().mediaType())) {
            throw new UnsupportedException(problem.because("it is not a container image: its config is "
                            + image.config().mediaType())
                    .advice("write an oci-archive"));
        }
        Optional<Descriptor> missing = image.layers().stream()
                .filter(layer -> images.blob(layer.digest()).isEmpty())
                .findFirst();
        if (missing.isPresent()) {
            throw new UnsupportedException(
                    problem.because("its layer " + missing.get().digest() + " is a foreign layer that was not copied")
                            .advice(Remedy.COPY_FOREIGN_LAYERS, "copy foreign layers too, or write an oci-archive"));
        }
    }

    /** Returns the file {@code manifest.json} for all container images of an index. */
    static byte[] manifestJson(IndexJson index, StoredRepository images) {
        Map<Digest, List<String>> names = new HashMap<>();
        List<Map<String, @Nullable Object>> list = new ArrayList<>();
        for (IndexEntry entry : index.entries()) {
            Descriptor descriptor = entry.descriptor(images.name());
            if (images.read(descriptor).orElse(null) instanceof ImageManifest image
                    && MediaTypes.isImageConfig(image.config().mediaType())) {
                List<String> tags = names.computeIfAbsent(descriptor.digest(), digest -> {
                    List<String> empty = new ArrayList<>();
                    list.add(item(image, empty));
                    return empty;
                });
                if (!entry.imageName().isEmpty()) {
                    tags.add(ImageName.familiar(entry.imageName()));
                }
            }
        }
        return Json.write(list);
    }

    private static Map<String, @Nullable Object> item(ImageManifest image, List<String> names) {
        Map<String, @Nullable Object> item = new LinkedHashMap<>();
        item.put("Config", ArchiveSnapshot.blobName(image.config().digest()));
        item.put("RepoTags", names);
        item.put(
                "Layers",
                image.layers().stream()
                        .map(layer -> ArchiveSnapshot.blobName(layer.digest()))
                        .toList());
        return item;
    }
}
