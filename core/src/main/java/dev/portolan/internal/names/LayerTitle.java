package dev.portolan.internal.names;

import dev.portolan.model.Annotations;
import dev.portolan.model.Descriptor;
import java.util.Optional;

/** What the title of a layer means where an artifact is pulled. */
public final class LayerTitle {
    private LayerTitle() {}

    /** Returns the title of a layer; an empty one is none, as for oras. */
    public static Optional<String> of(Descriptor layer) {
        return layer.annotation(Annotations.TITLE).filter(title -> !title.isEmpty());
    }

    /** Returns whether a layer is a directory to unpack. */
    public static boolean isDirectory(Descriptor layer) {
        return layer.annotation(Annotations.UNPACK).filter("true"::equals).isPresent();
    }

    /** Returns whether a title is that of a directory that is unpacked into the destination itself. */
    public static boolean isDestination(Descriptor layer, String title) {
        return isDirectory(layer) && (title.equals(".") || title.equals("./"));
    }
}
