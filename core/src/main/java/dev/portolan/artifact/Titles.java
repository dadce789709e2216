package dev.portolan.artifact;

import dev.portolan.error.Text;
import dev.portolan.internal.names.LayerTitle;
import dev.portolan.internal.names.RelativePath;
import dev.portolan.model.Annotations;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The titles of layers, which become the names of files when an artifact is pulled. */
final class Titles {
    private Titles() {}

    /** Refuses titles that no pull can write: two equal ones, and names that leave the directory. */
    static void check(List<Descriptor> layers) {
        Map<String, Digest> titles = new HashMap<>();
        for (Descriptor layer : layers) {
            layer.annotation(Annotations.TITLE).ifPresent(title -> {
                String fault = fault(layer, title);
                Digest other = titles.put(title, layer.digest());
                boolean taken = other != null && !other.equals(layer.digest());
                if (!fault.isEmpty() || taken) {
                    throw new IllegalArgumentException("title " + Text.quote(title) + " is refused: "
                            + (fault.isEmpty() ? "two layers have it" : fault) + "; give the layer another title");
                }
            });
        }
    }

    private static String fault(Descriptor layer, String title) {
        return LayerTitle.isDestination(layer, title) ? "" : RelativePath.fault(title);
    }
}
