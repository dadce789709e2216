package dev.portolan.error;

/** The registry wants to know who is asking: no credentials, or wrong ones. */
public final class UnauthenticatedException extends OciException {
    private static final long serialVersionUID = 1L;

    /** Made from a problem. */
    public UnauthenticatedException(Problem problem) {
        super(problem);
    }

    @Override
    public UnauthenticatedException with(Problem other) {
        return new UnauthenticatedException(other);
    }
}
