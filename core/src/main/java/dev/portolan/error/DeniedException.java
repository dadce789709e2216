package dev.portolan.error;

/** The registry knows who is asking and refuses. */
public final class DeniedException extends OciException {
    private static final long serialVersionUID = 1L;

    /** Made from a problem. */
    public DeniedException(Problem problem) {
        super(problem);
    }

    @Override
    public DeniedException with(Problem other) {
        return new DeniedException(other);
    }
}
