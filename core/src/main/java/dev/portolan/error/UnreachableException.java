package dev.portolan.error;

/**
 * Thrown when there is no response: the connection was refused or broken, the name did not resolve, or it timed out.
 *
 * @since 0.1.0
 */
public final class UnreachableException extends OciException {
    private static final long serialVersionUID = 1L;

    /** Creates the exception from a problem. */
    public UnreachableException(Problem problem) {
        super(problem);
    }

    @Override
    public UnreachableException with(Problem other) {
        return new UnreachableException(other);
    }
}
