package dev.portolan.error;

/** The local disk or memory failed: no space, no permission, a stream that could not be read. */
public final class StorageException extends OciException {
    private static final long serialVersionUID = 1L;

    /** Made from a problem. */
    public StorageException(Problem problem) {
        super(problem);
    }

    @Override
    public StorageException with(Problem other) {
        return new StorageException(other);
    }
}
