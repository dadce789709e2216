package dev.portolan.error;

/** A manifest, an index or a descriptor that does not follow the image specification. */
public non-sealed class InvalidManifestException extends InvalidException {
    private static final long serialVersionUID = 1L;

    /** Made from a problem. */
    public InvalidManifestException(Problem problem) {
        super(problem);
    }

    @Override
    public InvalidManifestException with(Problem other) {
        return new InvalidManifestException(other);
    }
}
