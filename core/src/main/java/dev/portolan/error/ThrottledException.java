package dev.portolan.error;

/** The registry asked to slow down, and went on asking beyond the retries. */
public final class ThrottledException extends OciException {
    private static final long serialVersionUID = 1L;

    /** Made from a problem. */
    public ThrottledException(Problem problem) {
        super(problem);
    }

    @Override
    public ThrottledException with(Problem other) {
        return new ThrottledException(other);
    }
}
