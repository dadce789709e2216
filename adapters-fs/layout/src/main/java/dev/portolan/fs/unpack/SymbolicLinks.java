package dev.portolan.fs.unpack;

import dev.portolan.error.InvalidArchiveException;
import dev.portolan.error.LimitExceededException;
import dev.portolan.error.OciException;
import dev.portolan.error.Problem;
import dev.portolan.error.Text;
import dev.portolan.fs.files.RelativeName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The symbolic links of a tar, and the rule that keeps each of them inside the destination.
 *
 * <p>The rule looks at one link alone, so that no other link can break it: not one of the same tar under a name that
 * differs only in case, not one of a later tar, not one that replaces another. Links start in a real directory. From
 * there a target may go up and down through directories that this very tar has, which nothing replaces by a link
 * later, and it may not leave the top. Once it has passed anything else, it may not go up again. Whatever link it
 * passes on the way down obeys the same rule, so by induction the way ends inside.
 *
 * <p>Each target is read twice: with {@code /} as the separator, as Unix does, and with {@code /} and {@code \}, as
 * Windows does.
 */
final class SymbolicLinks {
    /** No system takes a longer path (PATH_MAX). */
    private static final int LONGEST_TARGET = 4096;
    /** All targets together, in characters: they are kept until the tar ends. */
    private static final long MOST_TEXT = 32 << 20;
    /** Components looked at, in all targets together. */
    private static final long MOST_STEPS = 1_000_000;

    private static final long MOST_STEPS_EACH = 100;

    private record Link(RelativeName name, String target) {}

    private final String where;
    private final Map<RelativeName, String> links = new LinkedHashMap<>();
    /** Links that a later entry of the same name replaced. They are checked all the same. */
    private final List<Link> replaced = new ArrayList<>();

    private long text;
    private long steps;

    SymbolicLinks(String where) {
        this.where = where;
    }

    /**
     * Adds a link, in the place of one that has the same name.
     *
     * @throws InvalidArchiveException when its target is not a path, or absolute
     * @throws LimitExceededException when there is too much of them
     */
    void add(RelativeName name, String target) {
        if (target.isEmpty() || target.indexOf('\0') >= 0) {
            throw refused(name, target, "which is not a path");
        }
        if (target.length() > LONGEST_TARGET) {
            throw refused(name, target, "which is longer than any path");
        }
        if (target.startsWith("/") || target.startsWith("\\") || target.length() > 1 && target.charAt(1) == ':') {
            throw refused(name, target, "which is absolute");
        }
        text += target.length();
        if (text > MOST_TEXT) {
            throw tooMuch("their targets have more than " + MOST_TEXT + " characters");
        }
        remove(name);
        links.put(name, target);
    }

    /** Returns the target of a link, or null. */
    @Nullable
    String get(RelativeName name) {
        return links.get(name);
    }

    /** Removes a link that another entry replaces. */
    void remove(RelativeName name) {
        String before = links.remove(name);
        if (before != null) {
            replaced.add(new Link(name, before));
        }
    }

    Map<RelativeName, String> links() {
        return links;
    }

    /**
     * Checks all links.
     *
     * @param isDirectory whether a path is a directory of the tree, and no link
     * @throws InvalidArchiveException when one may leave the tree
     * @throws LimitExceededException when there is too much to check
     */
    void check(Predicate<List<String>> isDirectory) {
        links.forEach((name, target) -> check(name, target, isDirectory));
        replaced.forEach(link -> check(link.name, link.target, isDirectory));
    }

    private void check(RelativeName name, String target, Predicate<List<String>> isDirectory) {
        walk(name, target, "/", isDirectory);
        if (target.indexOf('\\') >= 0) {
            walk(name, target, "[/\\\\]", isDirectory);
        }
    }

    private void walk(RelativeName name, String target, String separator, Predicate<List<String>> isDirectory) {
        List<String> components = name.components();
        List<String> at = new ArrayList<>(components.subList(0, components.size() - 1));
        boolean real = true;
        for (String component : target.split(separator)) {
            if (++steps > MOST_STEPS + MOST_STEPS_EACH * links.size()) {
                throw tooMuch("it would take too long to check where they lead");
            }
            if (component.isEmpty() || component.equals(".")) {
                continue;
            }
            if (!component.equals("..")) {
                at.add(component);
                real = real && isDirectory.test(at);
            } else if (!real) {
                throw refused(
                        name,
                        target,
                        "which goes up from " + Text.quote(String.join("/", at))
                                + ", which is not a directory of this tar");
            } else if (at.isEmpty()) {
                throw refused(name, target, "which leaves the destination");
            } else {
                at.remove(at.size() - 1);
            }
        }
    }

    private OciException refused(RelativeName name, String target, String reason) {
        return new InvalidArchiveException(Problem.of("the tar is refused")
                .at(where)
                .because("symbolic link " + Text.quote(name.toString()) + " points to " + Text.quote(target) + ", "
                        + reason));
    }

    private OciException tooMuch(String reason) {
        return new LimitExceededException(
                Problem.of("the tar has too many symbolic links").at(where).because(reason));
    }
}
