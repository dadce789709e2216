package dev.portolan.fs.layout;

import dev.portolan.error.Problem;
import dev.portolan.error.UnsupportedException;
import dev.portolan.internal.json.Json;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.ImageManifest;
import dev.portolan.model.Manifest;
import dev.portolan.model.MediaTypes;
import dev.portolan.model.Tag;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What {@code docker load} needs beside an OCI layout: the file {@code manifest.json}, which names the config and the
 * layers of each image as files of the tar, and on each entry of the index the image's full name, which containerd
 * reads. {@code docker save} writes both, too, from version 25 on.
 */
final class DockerImages {
    static final String FILE = "manifest.json";
    static final String FULL_NAME = "io.containerd.image.name";
    private static final Set<String> IMAGE_CONFIGS = Set.of(MediaTypes.IMAGE_CONFIG, MediaTypes.DOCKER_CONFIG);

    private final String name;

    /**
     * Names images.
     *
     * @param name the name that they get, without a tag; empty for none
     */
    DockerImages(String name) {
        this.name = name;
    }

    /** Refuses what {@code docker load} cannot take. */
    static void requireImage(Manifest manifest, String where) {
        String reason;
        if (!(manifest instanceof ImageManifest image)) {
            reason = "it is an index, and docker load takes one platform at a time";
        } else if (!IMAGE_CONFIGS.contains(image.config().mediaType())) {
            reason = "it is no container image: its config is " + image.config().mediaType();
        } else {
            return;
        }
        throw new UnsupportedException(Problem.of(manifest + " cannot be written for docker load")
                .at(where)
                .because(reason)
                .advice("choose one platform of an image, or write an oci-archive"));
    }

    /** The annotations of an entry of the index. */
    Map<String, String> annotations(Tag tag) {
        return name.isEmpty() ? Map.of() : Map.of(FULL_NAME, name + ":" + tag);
    }

    /** The file {@code manifest.json} for all images of an index. */
    static byte[] manifestJson(IndexJson index, StoredRepository images) {
        Map<Digest, List<String>> names = new LinkedHashMap<>();
        Map<Digest, ImageManifest> manifests = new LinkedHashMap<>();
        for (IndexEntry entry : index.entries()) {
            Descriptor descriptor = entry.descriptor(images.name());
            if (images.read(descriptor).orElse(null) instanceof ImageManifest image) {
                manifests.put(descriptor.digest(), image);
                List<String> tags = names.computeIfAbsent(descriptor.digest(), digest -> new ArrayList<>());
                if (!entry.annotation(FULL_NAME).isEmpty()) {
                    tags.add(entry.annotation(FULL_NAME));
                }
            }
        }
        List<Map<String, @Nullable Object>> list = new ArrayList<>();
        manifests.forEach((digest, image) -> list.add(item(image, names.getOrDefault(digest, List.of()))));
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
