package dev.portolan.fake;

import dev.portolan.model.Annotations;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import dev.portolan.model.ImageIndex;
import dev.portolan.model.ImageManifest;
import dev.portolan.model.Manifest;
import dev.portolan.model.Platform;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** Content for tests, and its names in the logs of fakes. */
public final class Sample {
    private static final Map<Digest, String> NAMES =
            new ConcurrentHashMap<>(Map.of(Descriptor.empty().digest(), "empty"));

    private Sample() {}

    /** The bytes of a blob: its name. */
    public static byte[] bytes(String name) {
        return name.getBytes(StandardCharsets.UTF_8);
    }

    public static Descriptor blob(String name) {
        return named(Descriptor.of("application/x", bytes(name)), name);
    }

    public static Descriptor file(String name, String title) {
        return blob(name).withAnnotation(Annotations.TITLE, title);
    }

    public static ImageManifest image(String name, Descriptor... layers) {
        return named(
                ImageManifest.builder()
                        .annotation("name", name)
                        .layers(List.of(layers))
                        .build(),
                name);
    }

    public static ImageManifest image(String name, ImageManifest.Builder parts) {
        return named(parts.annotation("name", name).build(), name);
    }

    public static ImageIndex index(String name, Manifest... manifests) {
        return index(name, Stream.of(manifests).map(Manifest::descriptor).toArray(Descriptor[]::new));
    }

    public static ImageIndex index(String name, Descriptor... manifests) {
        return named(
                ImageIndex.builder()
                        .annotation("name", name)
                        .manifests(List.of(manifests))
                        .build(),
                name);
    }

    public static Descriptor on(String platform, Manifest manifest) {
        return manifest.descriptor().withPlatform(Platform.parse(platform));
    }

    public static <M extends Manifest> M named(M manifest, String name) {
        named(manifest.descriptor(), name);
        return manifest;
    }

    public static Descriptor named(Descriptor descriptor, String name) {
        NAMES.put(descriptor.digest(), name);
        return descriptor;
    }

    /** The name of content that was created here; otherwise the digest. */
    public static String name(Digest digest) {
        return NAMES.getOrDefault(digest, digest.toString());
    }
}
