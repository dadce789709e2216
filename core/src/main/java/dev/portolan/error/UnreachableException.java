package dev.portolan.error;

/** No answer: the connection was refused or broken, a name did not resolve, a time-out passed. */
public final class UnreachableException extends OciException {
    private static final long serialVersionUID = 1L;

    /** Made from a problem. */
    public UnreachableException(Problem problem) {
        super(problem);
    }

    @Override
    public UnreachableException with(Problem other) {
        return new UnreachableException(other);
    }
}
