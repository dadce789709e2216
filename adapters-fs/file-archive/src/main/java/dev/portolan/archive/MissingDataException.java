package dev.portolan.archive;

import dev.portolan.error.InvalidManifestException;
import dev.portolan.error.Problem;

/**
 * Thrown when the manifest of a file archive has no data layer.
 *
 * @since 0.1.0
 */
public final class MissingDataException extends InvalidManifestException {
    private static final long serialVersionUID = 1L;

    /** Creates the exception from a problem. */
    public MissingDataException(Problem problem) {
        super(problem);
    }

    @Override
    public MissingDataException with(Problem other) {
        return new MissingDataException(other);
    }
}
