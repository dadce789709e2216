package dev.portolan.internal.names;

import java.util.List;

/** Names in a message, of which there may be thousands. */
public final class Names {
    private Names() {}

    /**
     * Returns names, separated by commas, and the number of those that are left out.
     *
     * @param first the first names
     * @param all the number of all names
     */
    public static String list(List<String> first, int all) {
        String names = String.join(", ", first);
        return all <= first.size() ? names : names + " and " + (all - first.size()) + " more";
    }
}
