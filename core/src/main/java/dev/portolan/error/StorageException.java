package dev.portolan.error;

/**
 * Thrown when local storage fails: no space, no permission, or a stream that cannot be read.
 *
 * @since 0.1.0
 */
public final class StorageException extends OciException {
    private static final long serialVersionUID = 1L;

    /** Creates the exception from a problem. */
    public StorageException(Problem problem) {
        super(problem);
    }

    @Override
    public StorageException with(Problem other) {
        return new StorageException(other);
    }
}
