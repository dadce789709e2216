package dev.portolan.error;

/**
 * Thrown when a limit that protects memory or disk is exceeded. The message names the limit and how to raise it.
 *
 * @since 0.1.0
 */
public final class LimitExceededException extends OciException {
    private static final long serialVersionUID = 1L;

    /** Creates the exception from a problem. */
    public LimitExceededException(Problem problem) {
        super(problem);
    }

    @Override
    public LimitExceededException with(Problem other) {
        return new LimitExceededException(other);
    }
}
