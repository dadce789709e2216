package dev.portolan.fs.files;

import dev.portolan.error.InvalidArchiveException;
import dev.portolan.error.Problem;
import dev.portolan.error.Text;
import dev.portolan.internal.names.RelativePath;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A name from outside, a title or the name of a tar entry, that stays below the destination. Components without a
 * meaning, {@code .} and empty ones, are left out.
 *
 * @param components at least one, but for {@link #SELF}; none is empty, {@code .} or {@code ..}, or holds a slash or a
 *     NUL
 */
public record RelativeName(List<String> components) {
    /** The destination itself; {@link #parse} never returns it. */
    public static final RelativeName SELF = new RelativeName(List.of());

    /**
     * Parses a name.
     *
     * @param what the kind of name, for the message: {@code "title"}, {@code "tar entry"}
     * @param where its origin, for the message
     * @throws InvalidArchiveException when it is empty or absolute, leaves the destination, or contains a NUL
     */
    public static RelativeName parse(String name, String what, String where) {
        String fault = RelativePath.fault(name);
        if (!fault.isEmpty()) {
            throw new InvalidArchiveException(Problem.of(what + " " + Text.quote(name) + " is refused")
                    .at(where)
                    .because(fault)
                    .advice("nothing was written"));
        }
        return new RelativeName(RelativePath.components(name));
    }

    /** Returns the last component. */
    public String last() {
        return components.get(components.size() - 1);
    }

    /** Returns the components before the last one. */
    public List<String> parent() {
        return components.subList(0, components.size() - 1);
    }

    // Written out because names are map keys; see Digest.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof RelativeName that && components.equals(that.components);
    }

    @Override
    public int hashCode() {
        return components.hashCode();
    }

    /** Returns the components with slashes between them; a dot for the destination itself. */
    @Override
    public String toString() {
        return components.isEmpty() ? "." : String.join("/", components);
    }
}
