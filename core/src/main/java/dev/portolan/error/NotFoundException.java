package dev.portolan.error;

/** What was asked for is not there: a tag, a manifest, a blob, a repository, a file. */
public final class NotFoundException extends OciException {
    private static final long serialVersionUID = 1L;

    /** Made from a problem. */
    public NotFoundException(Problem problem) {
        super(problem);
    }

    @Override
    public NotFoundException with(Problem other) {
        return new NotFoundException(other);
    }
}
