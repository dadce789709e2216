package dev.portolan.error;

/** An archive or a layout that does not follow its format, or that tries to leave its destination. */
public non-sealed class InvalidArchiveException extends InvalidException {
    private static final long serialVersionUID = 1L;

    /** Made from a problem. */
    public InvalidArchiveException(Problem problem) {
        super(problem);
    }

    @Override
    public InvalidArchiveException with(Problem other) {
        return new InvalidArchiveException(other);
    }
}
