package dev.portolan.artifact;

import dev.portolan.error.Text;
import dev.portolan.internal.names.LayerTitle;
import dev.portolan.internal.names.RelativePath;
import dev.portolan.internal.names.TitleTree;
import dev.portolan.model.Annotations;
import dev.portolan.model.Descriptor;
import java.util.List;

/** The titles of layers, which become the names of files when an artifact is pulled. */
final class Titles {
    private Titles() {}

    /** Refuses titles that no pull can write: equal ones, names below a file, and names that leave the directory. */
    static void check(List<Descriptor> layers) {
        TitleTree titles = new TitleTree();
        for (Descriptor layer : layers) {
            layer.annotation(Annotations.TITLE).ifPresent(title -> {
                String fault = fault(layer, title, titles);
                if (!fault.isEmpty()) {
                    throw new IllegalArgumentException(
                            "title " + Text.quote(title) + " is refused: " + fault + "; give the layer another title");
                }
            });
        }
    }

    private static String fault(Descriptor layer, String title, TitleTree titles) {
        String fault = LayerTitle.isDestination(layer, title) ? "" : RelativePath.fault(title);
        return fault.isEmpty() ? titles.add(layer, RelativePath.components(title)) : fault;
    }
}
