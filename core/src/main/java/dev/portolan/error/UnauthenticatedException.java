package dev.portolan.error;

/**
 * Thrown when the registry requires credentials, and there are none or they are wrong.
 *
 * @since 0.1.0
 */
public final class UnauthenticatedException extends OciException {
    private static final long serialVersionUID = 1L;

    /** Creates the exception from a problem. */
    public UnauthenticatedException(Problem problem) {
        super(problem);
    }

    @Override
    public UnauthenticatedException with(Problem other) {
        return new UnauthenticatedException(other);
    }
}
