package dev.portolan.examples.analysiscache;

import dev.portolan.content.Content;
import dev.portolan.error.InvalidManifestException;
import dev.portolan.error.Problem;
import dev.portolan.fs.unpack.DirectoryTarget;
import dev.portolan.fs.unpack.Unpacker;
import dev.portolan.model.Annotations;
import dev.portolan.model.Descriptor;
import dev.portolan.model.ImageManifest;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

/** Unpacks snapshots into the files that the cache is imported from. */
public final class SnapshotUnpacker {
    private SnapshotUnpacker() {}

    /**
     * Writes the files of a snapshot. Layers are distinguished only by their media types, since other programs do not
     * title them. A file appears once its size and digest have been verified; an existing one is replaced.
     *
     * @param fetch gives the content of a layer, by its digest; its failures come out of this method
     * @throws InvalidManifestException when it is not the manifest of a snapshot
     * @throws dev.portolan.error.ContentMismatchException when content is not what the manifest says
     */
    public static void unpack(ImageManifest manifest, Path directory, Function<Descriptor, Content> fetch) {
        Descriptor cacheManifest = layer(manifest, CacheFormat.CACHE_MANIFEST_MEDIA_TYPE);
        Descriptor cacheJsonl = layer(manifest, CacheFormat.CACHE_JSONL_MEDIA_TYPE);
        try (DirectoryTarget files =
                DirectoryTarget.into(directory, Unpacker.create().withOverwrite(true))) {
            for (Descriptor layer : List.of(cacheManifest, cacheJsonl)) {
                String name = CacheFormat.fileName(layer.mediaType()).orElseThrow();
                files.write(layer.withAnnotation(Annotations.TITLE, name), fetch.apply(layer));
            }
        }
    }

    private static Descriptor layer(ImageManifest manifest, String mediaType) {
        return manifest.layers().stream()
                .filter(layer -> layer.mediaType().equals(mediaType))
                .findFirst()
                .orElseThrow(() ->
                        new InvalidManifestException(Problem.of("manifest " + manifest.digest() + " is not a snapshot")
                                .because("it has no layer of the type " + mediaType)));
    }
}
