package dev.portolan.fs.layout;

import dev.portolan.fs.Samples;
import dev.portolan.model.ImageManifest;
import dev.portolan.model.Tag;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A program that pushes artifacts into a layout, one after the other, and says which ones it has pushed. */
final class LayoutWriter {
    private LayoutWriter() {}

    /** Arguments: the layout's directory, a name for this writer, how many artifacts. */
    public static void main(String[] arguments) {
        LayoutRepository layout = LayoutRepository.at(Path.of(arguments[0]), LayoutOptions.defaults());
        String name = arguments[1];
        int count = Integer.parseInt(arguments[2]);
        System.out.println("ready");
        for (int i = 0; i < count; i++) {
            String tag = name + "-" + i;
            layout.put(Tag.of(tag), artifact(layout, tag));
            layout.tag(Tag.of(tag), List.of(Tag.LATEST));
            System.out.println(tag);
        }
    }

    /** One unique layer of varying size, and one that all writers share. */
    private static ImageManifest artifact(LayoutRepository layout, String tag) {
        ImageManifest own = Samples.artifact(layout, layer(tag));
        return ImageManifest.builder()
                .layers(own.layers())
                .layer(Samples.blob(layout, Samples.random(1, 50_000)))
                .build();
    }

    /** The layer of the artifact with this tag. */
    static byte[] layer(String tag) {
        return Samples.random(tag.hashCode(), Math.floorMod(tag.hashCode(), 2_000_000));
    }

    /** Starts the program in its own JVM. */
    static Process start(Path layout, String name, int count) throws IOException {
        return ChildJvm.start(LayoutWriter.class, "48m", List.of(layout.toString(), name, Integer.toString(count)));
    }
}
