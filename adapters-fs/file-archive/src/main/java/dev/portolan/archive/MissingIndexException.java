package dev.portolan.archive;

import dev.portolan.error.InvalidManifestException;
import dev.portolan.error.Problem;

/**
 * Thrown when the manifest of a file archive has no index layer.
 *
 * @since 0.1.0
 */
public final class MissingIndexException extends InvalidManifestException {
    private static final long serialVersionUID = 1L;

    /** Creates the exception from a problem. */
    public MissingIndexException(Problem problem) {
        super(problem);
    }

    @Override
    public MissingIndexException with(Problem other) {
        return new MissingIndexException(other);
    }
}
