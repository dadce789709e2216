package dev.portolan.error;

/**
 * Thrown when a manifest, index or descriptor does not follow the image specification.
 *
 * @since 0.1.0
 */
public non-sealed class InvalidManifestException extends InvalidException {
    private static final long serialVersionUID = 1L;

    /** Creates the exception from a problem. */
    public InvalidManifestException(Problem problem) {
        super(problem);
    }

    @Override
    public InvalidManifestException with(Problem other) {
        return new InvalidManifestException(other);
    }
}
