package dev.portolan.fs.files;

import dev.portolan.error.Text;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The rule that keeps a symbolic link inside its tree.
 *
 * <p>The rule checks each link by itself, so that no other link can break it: not one of the same tar under a name that
 * differs only in case, not one of a later tar, not one that replaces another. A link is in a real directory. From
 * there its target may go up and down through directories that this very tree has, which nothing replaces by a link
 * later, and it may not leave the top. Once it has passed anything else, it may not go up again. Whatever link it
 * passes on the way down obeys the same rule, so by induction the way ends inside.
 *
 * <p>Each target is read twice: with {@code /} as the separator, as Unix does, and with {@code /} and {@code \}, as
 * Windows does.
 */
public final class LinkRule {
    /** No system accepts a longer path (PATH_MAX). */
    private static final int LONGEST_TARGET = 4096;

    /** Answers whether a path below the top of the tree is a directory. */
    @FunctionalInterface
    public interface Directories {
        /** Returns whether a path is a directory of the tree, and not a link. */
        boolean contains(List<String> components) throws IOException;
    }

    private LinkRule() {}

    /** Returns what is wrong with a target, wherever the link is; empty if nothing is. */
    public static Optional<String> problem(String target) {
        if (target.isEmpty() || target.indexOf('\0') >= 0) {
            return Optional.of("which is not a path");
        }
        if (target.length() > LONGEST_TARGET) {
            return Optional.of("which is too long for a path");
        }
        if (target.startsWith("/") || target.startsWith("\\") || target.length() > 1 && target.charAt(1) == ':') {
            return Optional.of("which is absolute");
        }
        return Optional.empty();
    }

    /**
     * Returns why a link may lead out of its tree; empty when it stays inside.
     *
     * @param parent the directory of the link, below the top
     */
    public static Optional<String> problem(List<String> parent, String target, Directories directories)
            throws IOException {
        Optional<String> problem = problem(target);
        if (problem.isEmpty()) {
            problem = walk(parent, target.split("/"), directories);
        }
        if (problem.isEmpty() && target.indexOf('\\') >= 0) {
            problem = walk(parent, target.split("[/\\\\]"), directories);
        }
        return problem;
    }

    private static Optional<String> walk(List<String> parent, String[] components, Directories directories)
            throws IOException {
        List<String> at = new ArrayList<>(parent);
        boolean real = true;
        for (String component : components) {
            if (component.isEmpty() || component.equals(".")) {
                continue;
            }
            if (!component.equals("..")) {
                at.add(component);
                real = real && directories.contains(at);
            } else if (!real) {
                return Optional.of("which goes up from " + Text.quote(String.join("/", at))
                        + ", which is not a directory of this tree");
            } else if (at.isEmpty()) {
                return Optional.of("which leaves the directory");
            } else {
                at.remove(at.size() - 1);
            }
        }
        return Optional.empty();
    }
}
