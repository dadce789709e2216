package dev.portolan.fs;

import dev.portolan.content.Content;
import dev.portolan.model.Descriptor;
import dev.portolan.model.ImageManifest;
import dev.portolan.model.MediaTypes;
import dev.portolan.port.Target;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/** Content for tests. */
public final class Samples {
    private Samples() {}

    public static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    public static byte[] random(int seed, int size) {
        byte[] bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    /** Writes a blob; returns its descriptor. */
    public static Descriptor blob(Target target, byte[] bytes) {
        Descriptor blob = Descriptor.of(MediaTypes.OCTET_STREAM, bytes);
        target.write(blob, Content.of(bytes));
        return blob;
    }

    /** Writes the blobs of an artifact with one layer; returns its manifest, which is not written. */
    public static ImageManifest artifact(Target target, byte[] layer) {
        target.write(Descriptor.empty(), Content.of(text("{}")));
        return ImageManifest.builder()
                .artifactType("application/vnd.example")
                .layer(blob(target, layer))
                .build();
    }

    /** Writes the blobs of a referrer; returns its manifest, which is not written. */
    public static ImageManifest referrer(Target target, Descriptor subject, String artifactType) {
        target.write(Descriptor.empty(), Content.of(text("{}")));
        return ImageManifest.builder()
                .artifactType(artifactType)
                .layer(blob(target, text(artifactType)))
                .subject(subject)
                .build();
    }
}
