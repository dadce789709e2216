package dev.portolan.error;

/**
 * Thrown when content does not match its digest or size. None of it is kept.
 *
 * @since 0.1.0
 */
public final class ContentMismatchException extends OciException {
    private static final long serialVersionUID = 1L;

    /** Creates the exception from a problem. */
    public ContentMismatchException(Problem problem) {
        super(problem);
    }

    @Override
    public ContentMismatchException with(Problem other) {
        return new ContentMismatchException(other);
    }
}
