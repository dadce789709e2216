package dev.portolan.internal.names;

import dev.portolan.error.Text;
import dev.portolan.model.Descriptor;
import dev.portolan.model.Digest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The titles of an artifact's layers, as a tree of files and directories. Two layers cannot both be written if they have
 * the same title, or if one is a file and the title of the other is below it.
 */
public final class TitleTree {
    private final Map<List<String>, Layer> layers = new HashMap<>();
    /** Each directory above a title, with that title. */
    private final Map<List<String>, String> above = new HashMap<>();

    private record Layer(Digest digest, boolean directory) {}

    /**
     * Adds the title of a layer, in any order.
     *
     * @param title the components of the title
     * @return why it cannot be written together with one of the others; empty when it can, and is added
     */
    public String add(Descriptor layer, List<String> title) {
        Layer before = layers.get(title);
        if (before != null && !before.digest().equals(layer.digest())) {
            return "two layers have it: " + before.digest() + " and " + layer.digest();
        }
        boolean directory = LayerTitle.isDirectory(layer);
        String below = above.get(title);
        if (below != null && !directory) {
            return "it is a file, and another layer has the title " + Text.quote(below) + ", below it";
        }
        for (int length = 1; length < title.size(); length++) {
            Layer parent = layers.get(title.subList(0, length));
            if (parent != null && !parent.directory()) {
                return "another layer has the title " + Text.quote(String.join("/", title.subList(0, length)))
                        + ", which is a file";
            }
        }
        layers.put(title, new Layer(layer.digest(), directory));
        for (int length = 1; length < title.size(); length++) {
            above.putIfAbsent(title.subList(0, length), String.join("/", title));
        }
        return "";
    }
}
