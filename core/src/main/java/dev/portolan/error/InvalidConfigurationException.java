package dev.portolan.error;

/**
 * Thrown when a configuration file or setting is malformed or contradictory. The message names it.
 *
 * @since 0.1.0
 */
public final class InvalidConfigurationException extends InvalidException {
    private static final long serialVersionUID = 1L;

    /** Creates the exception from a problem. */
    public InvalidConfigurationException(Problem problem) {
        super(problem);
    }

    @Override
    public InvalidConfigurationException with(Problem other) {
        return new InvalidConfigurationException(other);
    }
}
