package dev.portolan.fs.layout;

import java.util.List;

/** Lists for messages, cut to a length that a person reads. */
final class ListText {
    private static final int LISTED = 20;

    private ListText() {}

    static String of(List<String> items) {
        String first = String.join(", ", items.subList(0, Math.min(LISTED, items.size())));
        return items.size() <= LISTED ? first : first + " and " + (items.size() - LISTED) + " more";
    }
}
