package dev.portolan.error;

/**
 * Thrown when an archive or layout does not follow its format, or contains a path outside of the destination.
 *
 * @since 0.1.0
 */
public non-sealed class InvalidArchiveException extends InvalidException {
    private static final long serialVersionUID = 1L;

    /** Creates the exception from a problem. */
    public InvalidArchiveException(Problem problem) {
        super(problem);
    }

    @Override
    public InvalidArchiveException with(Problem other) {
        return new InvalidArchiveException(other);
    }
}
