package dev.portolan.error;

/**
 * Thrown when a tag, manifest, blob, repository or file does not exist.
 *
 * @since 0.1.0
 */
public final class NotFoundException extends OciException {
    private static final long serialVersionUID = 1L;

    /** Creates the exception from a problem. */
    public NotFoundException(Problem problem) {
        super(problem);
    }

    /** Returns the error of something that is missing, such as {@code "blob sha256:…"}, in a repository. */
    public static NotFoundException of(String what, String where) {
        return new NotFoundException(Problem.of(what + " not found").at(where));
    }

    @Override
    public NotFoundException with(Problem other) {
        return new NotFoundException(other);
    }
}
