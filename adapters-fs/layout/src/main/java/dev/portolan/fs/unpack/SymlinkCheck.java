package dev.portolan.fs.unpack;

import dev.portolan.error.InvalidArchiveException;
import dev.portolan.error.LimitExceededException;
import dev.portolan.error.OciException;
import dev.portolan.error.Problem;
import dev.portolan.error.Text;
import dev.portolan.fs.files.RelativeName;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The symbolic links of a tree, and whether any of them leads out of it. One link by itself does not tell: of
 * {@code a/x → ..} and {@code a/y → x/..} only the two together leave. So each is followed through all the others,
 * the way the kernel would.
 *
 * <p>Nor does one tar: in {@code l → sub/x/..} another tar, unpacked before or after this one, may make {@code sub/x} a
 * link to somewhere higher. So {@code ..} is only let pass behind what is a directory of this very tree, which nothing
 * can turn into a link later.
 */
final class SymlinkCheck {
    /** After so many links the kernel gives up (ELOOP), so a longer chain leads nowhere. */
    private static final int MOST_FOLLOWED = 40;
    /** No system takes a longer path (PATH_MAX). */
    private static final int LONGEST_TARGET = 4096;
    /** All targets together, in characters: they are kept until the tar ends. */
    private static final long MOST_TEXT = 32 << 20;
    /** Components looked at; links that lead through each other again and again would take hours to follow. */
    private static final long MOST_STEPS = 1_000_000;

    private static final long MOST_STEPS_EACH = 100;

    private final String where;
    private final Map<RelativeName, String> links = new LinkedHashMap<>();
    private final Node top = new Node();
    private long text;
    private long steps;

    /** A name on the way to a link; file systems that ignore case follow a link by any spelling of its name. */
    private static final class Node {
        private final Map<String, Node> children = new HashMap<>();
        private @Nullable String target;

        Node make(String component) {
            return children.computeIfAbsent(folded(component), name -> new Node());
        }

        @Nullable
        Node child(String component) {
            return children.get(folded(component));
        }

        private static String folded(String component) {
            return component.toLowerCase(Locale.ROOT);
        }
    }

    SymlinkCheck(String where) {
        this.where = where;
    }

    /**
     * Adds a link.
     *
     * @throws InvalidArchiveException when there is one of that name, or its target is not one
     * @throws LimitExceededException when there are too many
     */
    void add(RelativeName name, String target) {
        if (target.isEmpty() || target.indexOf('\0') >= 0) {
            throw refused(name, target, "which is not a path");
        }
        if (target.length() > LONGEST_TARGET) {
            throw refused(name, target, "which is longer than any path");
        }
        text += target.length();
        if (text > MOST_TEXT) {
            throw tooMuch("what they point to has more than " + MOST_TEXT + " characters together");
        }
        if (links.putIfAbsent(name, target) != null) {
            throw refused(name, target, "and there are two entries of that name");
        }
        Node node = top;
        for (String component : name.components()) {
            node = node.make(component);
        }
        node.target = target;
    }

    Map<RelativeName, String> links() {
        return links;
    }

    /**
     * Follows all links.
     *
     * @param isDirectory whether a path is a directory of the tree, and no link
     * @throws InvalidArchiveException when one leaves the tree
     * @throws LimitExceededException when that takes too long
     */
    void check(Predicate<List<String>> isDirectory) {
        links.forEach((name, target) -> new Walk(name, target, isDirectory).follow());
    }

    /** One link, followed to its end. */
    private final class Walk {
        private final RelativeName name;
        private final String target;
        private final Predicate<List<String>> isDirectory;
        private final List<String> at = new ArrayList<>();
        /** Where {@link #at} is among the links, and above it all that lies on the way. */
        private final List<@Nullable Node> nodes = new ArrayList<>();

        private final Deque<String> ahead = new ArrayDeque<>();

        Walk(RelativeName name, String target, Predicate<List<String>> isDirectory) {
            this.name = name;
            this.target = target;
            this.isDirectory = isDirectory;
            nodes.add(top);
            List<String> components = name.components();
            components.subList(0, components.size() - 1).forEach(this::enter);
        }

        void follow() {
            push(target);
            int followed = 0;
            while (!ahead.isEmpty()) {
                String component = ahead.pop();
                if (component.equals("..")) {
                    goUp();
                    continue;
                }
                Node node = enter(component);
                if (node != null && node.target != null) {
                    followed++;
                    if (followed > MOST_FOLLOWED) {
                        return;
                    }
                    leave();
                    push(node.target);
                }
            }
        }

        private void goUp() {
            if (at.isEmpty()) {
                throw refused(name, target, "which leaves the destination");
            }
            if (!isDirectory.test(at)) {
                throw refused(
                        name,
                        target,
                        "which goes up from " + Text.quote(String.join("/", at))
                                + ", which is not a directory of this tar");
            }
            leave();
        }

        private @Nullable Node enter(String component) {
            Node parent = nodes.get(nodes.size() - 1);
            Node node = parent == null ? null : parent.child(component);
            at.add(component);
            nodes.add(node);
            return node;
        }

        private void leave() {
            at.remove(at.size() - 1);
            nodes.remove(nodes.size() - 1);
        }

        private void push(String next) {
            if (next.startsWith("/") || next.startsWith("\\") || next.length() > 1 && next.charAt(1) == ':') {
                throw refused(name, target, "which is absolute");
            }
            List<String> components = Arrays.asList(next.split("[/\\\\]"));
            steps += components.size();
            if (steps > MOST_STEPS + MOST_STEPS_EACH * links.size()) {
                throw tooMuch("they lead through each other too often");
            }
            for (int i = components.size() - 1; i >= 0; i--) {
                String component = components.get(i);
                if (!component.isEmpty() && !component.equals(".")) {
                    ahead.push(component);
                }
            }
        }
    }

    private OciException refused(RelativeName name, String target, String reason) {
        return new InvalidArchiveException(Problem.of("tar is refused")
                .at(where)
                .because("symbolic link " + Text.quote(name.toString()) + " points to " + Text.quote(target) + ", "
                        + reason));
    }

    private OciException tooMuch(String reason) {
        return new LimitExceededException(
                Problem.of("tar has too many symbolic links").at(where).because(reason));
    }
}
