package dev.portolan.error;

/** A configuration file or a setting that is malformed or contradicts itself; the message names it. */
public final class InvalidConfigurationException extends InvalidException {
    private static final long serialVersionUID = 1L;

    /** Made from a problem. */
    public InvalidConfigurationException(Problem problem) {
        super(problem);
    }

    @Override
    public InvalidConfigurationException with(Problem other) {
        return new InvalidConfigurationException(other);
    }
}
