package dev.portolan.error;

/** A bound that protects memory or disk was passed; the message names the bound and how to raise it. */
public final class LimitExceededException extends OciException {
    private static final long serialVersionUID = 1L;

    /** Made from a problem. */
    public LimitExceededException(Problem problem) {
        super(problem);
    }

    @Override
    public LimitExceededException with(Problem other) {
        return new LimitExceededException(other);
    }
}
