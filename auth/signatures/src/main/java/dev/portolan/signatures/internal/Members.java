package dev.portolan.signatures.internal;

import dev.portolan.error.Text;
import dev.portolan.internal.json.JsonFormatException;
import dev.portolan.internal.json.JsonObject;
import java.util.Set;

/** The members that a JSON object may have. */
public final class Members {
    private Members() {}

    /**
     * Requires that an object has no other members than these.
     *
     * @throws JsonFormatException naming the first one that it may not have
     */
    public static JsonObject only(JsonObject object, Set<String> known) {
        for (String name : object.members().keySet()) {
            if (!known.contains(name)) {
                throw new JsonFormatException("unknown member " + Text.quote(object.path(name)));
            }
        }
        return object;
    }
}
