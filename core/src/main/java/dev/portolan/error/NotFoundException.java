package dev.portolan.error;

/**
 * Thrown when a tag, manifest, blob, repository or file does not exist.
 *
 * @since 0.1.0
 */
public final class NotFoundException extends OciException {
    private static final long serialVersionUID = 1L;

    /** Creates the exception from a problem. */
    public NotFoundException(Problem problem) {
        super(problem);
    }

    @Override
    public NotFoundException with(Problem other) {
        return new NotFoundException(other);
    }
}
