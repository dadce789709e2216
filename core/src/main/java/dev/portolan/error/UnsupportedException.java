package dev.portolan.error;

/**
 * Thrown when an operation is not supported, such as a delete in a registry that does not allow it.
 *
 * @since 0.1.0
 */
public final class UnsupportedException extends OciException {
    private static final long serialVersionUID = 1L;

    /** Creates the exception from a problem. */
    public UnsupportedException(Problem problem) {
        super(problem);
    }

    @Override
    public UnsupportedException with(Problem other) {
        return new UnsupportedException(other);
    }
}
