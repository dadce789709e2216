package dev.portolan.error;

/** A malformed reference, place, tag, digest or platform; the message says what is wrong and where in the text. */
public final class InvalidReferenceException extends InvalidException {
    private static final long serialVersionUID = 1L;

    /** Made from a problem. */
    public InvalidReferenceException(Problem problem) {
        super(problem);
    }

    @Override
    public InvalidReferenceException with(Problem other) {
        return new InvalidReferenceException(other);
    }
}
