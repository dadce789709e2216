package dev.portolan.error;

/**
 * Thrown when a reference, tag, digest or platform is malformed. The message says what is wrong and where in the text.
 *
 * @since 0.1.0
 */
public final class InvalidReferenceException extends InvalidException {
    private static final long serialVersionUID = 1L;

    /** Creates the exception from a problem. */
    public InvalidReferenceException(Problem problem) {
        super(problem);
    }

    @Override
    public InvalidReferenceException with(Problem other) {
        return new InvalidReferenceException(other);
    }
}
