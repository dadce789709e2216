package dev.portolan.error;

/**
 * Thrown when the registry still limits the rate of requests after all retries.
 *
 * @since 0.1.0
 */
public final class ThrottledException extends OciException {
    private static final long serialVersionUID = 1L;

    /** Creates the exception from a problem. */
    public ThrottledException(Problem problem) {
        super(problem);
    }

    @Override
    public ThrottledException with(Problem other) {
        return new ThrottledException(other);
    }
}
