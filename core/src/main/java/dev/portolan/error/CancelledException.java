package dev.portolan.error;

/** The work was given up because its thread was interrupted, or because a transfer beside it failed. */
public final class CancelledException extends OciException {
    private static final long serialVersionUID = 1L;

    /** Made from a problem. */
    public CancelledException(Problem problem) {
        super(problem);
    }

    @Override
    public CancelledException with(Problem other) {
        return new CancelledException(other);
    }
}
