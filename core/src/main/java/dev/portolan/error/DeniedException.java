package dev.portolan.error;

/**
 * Thrown when the registry denies access although the credentials are valid.
 *
 * @since 0.1.0
 */
public final class DeniedException extends OciException {
    private static final long serialVersionUID = 1L;

    /** Creates the exception from a problem. */
    public DeniedException(Problem problem) {
        super(problem);
    }

    @Override
    public DeniedException with(Problem other) {
        return new DeniedException(other);
    }
}
