package dev.portolan.error;

/**
 * Thrown when input does not follow its specification.
 *
 * @since 0.1.0
 */
public abstract sealed class InvalidException extends OciException
        permits InvalidReferenceException,
                InvalidManifestException,
                InvalidArchiveException,
                InvalidConfigurationException {
    private static final long serialVersionUID = 1L;

    InvalidException(Problem problem) {
        super(problem);
    }
}
