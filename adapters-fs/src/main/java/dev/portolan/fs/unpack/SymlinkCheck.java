package dev.portolan.fs.unpack;

import dev.portolan.error.InvalidArchiveException;
import dev.portolan.error.Problem;
import dev.portolan.fs.files.RelativeName;
import dev.portolan.fs.files.Shown;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The symbolic links of a tree, and whether any of them leads out of it. One link by itself does not tell: of
 * {@code a/x → ..} and {@code a/y → x/..} only the two together leave. So each is followed through all the others,
 * the way the kernel would.
 */
final class SymlinkCheck {
    /** After so many links the kernel gives up (ELOOP), so a longer chain leads nowhere. */
    private static final int MOST_FOLLOWED = 40;

    private final String place;
    private final Map<RelativeName, String> links = new LinkedHashMap<>();
    private final Map<String, String> byFoldedName = new HashMap<>();

    SymlinkCheck(String place) {
        this.place = place;
    }

    /**
     * Adds a link.
     *
     * @throws InvalidArchiveException when there is one of that name, or its target is not one
     */
    void add(RelativeName name, String target) {
        if (target.isEmpty() || target.indexOf('\0') >= 0) {
            throw refused(name, target, "which is not a path");
        }
        if (links.putIfAbsent(name, target) != null) {
            throw refused(name, target, "and there are two entries of that name");
        }
        byFoldedName.put(folded(name.components()), target);
    }

    Map<RelativeName, String> links() {
        return links;
    }

    /**
     * Follows all links.
     *
     * @throws InvalidArchiveException when one leaves the tree
     */
    void check() {
        links.forEach(this::follow);
    }

    private void follow(RelativeName name, String target) {
        List<String> at = new ArrayList<>(name.components());
        at.remove(at.size() - 1);
        Deque<String> ahead = new ArrayDeque<>();
        push(ahead, name, target, target);
        int followed = 0;
        while (!ahead.isEmpty()) {
            String component = ahead.pop();
            if (component.equals("..")) {
                if (at.isEmpty()) {
                    throw refused(name, target, "which leaves the destination");
                }
                at.remove(at.size() - 1);
                continue;
            }
            at.add(component);
            // file systems that ignore case follow a link by any spelling of its name
            String next = byFoldedName.get(folded(at));
            if (next != null) {
                followed++;
                if (followed > MOST_FOLLOWED) {
                    return;
                }
                at.remove(at.size() - 1);
                push(ahead, name, target, next);
            }
        }
    }

    private void push(Deque<String> ahead, RelativeName name, String target, String next) {
        if (next.startsWith("/") || next.startsWith("\\") || next.length() > 1 && next.charAt(1) == ':') {
            throw refused(name, target, "which is absolute");
        }
        List<String> components = Arrays.asList(next.split("[/\\\\]"));
        for (int i = components.size() - 1; i >= 0; i--) {
            String component = components.get(i);
            if (!component.isEmpty() && !component.equals(".")) {
                ahead.push(component);
            }
        }
    }

    private static String folded(List<String> components) {
        return String.join("/", components).toLowerCase(Locale.ROOT);
    }

    private InvalidArchiveException refused(RelativeName name, String target, String reason) {
        return new InvalidArchiveException(Problem.of("tar is refused")
                .at(place)
                .because("symbolic link " + Shown.of(name.toString()) + " points to " + Shown.of(target) + ", "
                        + reason));
    }
}
