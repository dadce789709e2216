package dev.portolan.error;

/** The place cannot do what was asked: a registry without deletes, an archive that is only written. */
public final class UnsupportedException extends OciException {
    private static final long serialVersionUID = 1L;

    /** Made from a problem. */
    public UnsupportedException(Problem problem) {
        super(problem);
    }

    @Override
    public UnsupportedException with(Problem other) {
        return new UnsupportedException(other);
    }
}
