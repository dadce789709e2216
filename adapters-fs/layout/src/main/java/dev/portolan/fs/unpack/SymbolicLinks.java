package dev.portolan.fs.unpack;

import dev.portolan.error.InvalidArchiveException;
import dev.portolan.error.LimitExceededException;
import dev.portolan.error.Problem;
import dev.portolan.error.Text;
import dev.portolan.fs.files.LinkRule;
import dev.portolan.fs.files.RelativeName;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The symbolic links of a tar, each of which must obey {@link LinkRule}. */
final class SymbolicLinks {
    /** All targets together, in characters: they are kept until the tar ends. */
    private static final long MOST_TEXT = 32 << 20;

    private record Link(RelativeName name, String target) {}

    private final String where;
    private final Map<RelativeName, String> links = new LinkedHashMap<>();
    /** Links that a later entry of the same name replaced. They are checked too. */
    private final List<Link> replaced = new ArrayList<>();

    private long text;

    SymbolicLinks(String where) {
        this.where = where;
    }

    /**
     * Adds a link, replacing one with the same name.
     *
     * @throws InvalidArchiveException when its target is absolute, or not a path
     * @throws LimitExceededException when there are too many
     */
    void add(RelativeName name, String target) {
        refuse(name, target, LinkRule.problem(target));
        text += target.length();
        if (text > MOST_TEXT) {
            throw new LimitExceededException(Problem.of("the tar has too many symbolic links")
                    .at(where)
                    .because("their targets have more than " + MOST_TEXT + " characters"));
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
     * @throws InvalidArchiveException when one may leave the tree
     */
    void check(LinkRule.Directories directories) throws IOException {
        for (Map.Entry<RelativeName, String> link : links.entrySet()) {
            check(link.getKey(), link.getValue(), directories);
        }
        for (Link link : replaced) {
            check(link.name, link.target, directories);
        }
    }

    private void check(RelativeName name, String target, LinkRule.Directories directories) throws IOException {
        refuse(name, target, LinkRule.problem(name.parent(), target, directories));
    }

    private void refuse(RelativeName name, String target, Optional<String> reason) {
        if (reason.isPresent()) {
            throw new InvalidArchiveException(Problem.of("the tar is refused")
                    .at(where)
                    .because("symbolic link " + Text.quote(name.toString()) + " points to " + Text.quote(target) + ", "
                            + reason.get()));
        }
    }
}
