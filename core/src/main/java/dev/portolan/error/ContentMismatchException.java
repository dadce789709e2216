package dev.portolan.error;

/** Content did not match the digest or the size that it was addressed by. Nothing of it was kept. */
public final class ContentMismatchException extends OciException {
    private static final long serialVersionUID = 1L;

    /** Made from a problem. */
    public ContentMismatchException(Problem problem) {
        super(problem);
    }

    @Override
    public ContentMismatchException with(Problem other) {
        return new ContentMismatchException(other);
    }
}
