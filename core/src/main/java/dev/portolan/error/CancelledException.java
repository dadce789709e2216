package dev.portolan.error;

/**
 * Thrown when an operation is cancelled, because its thread was interrupted or another transfer of the same copy
 * failed.
 *
 * @since 0.1.0
 */
public final class CancelledException extends OciException {
    private static final long serialVersionUID = 1L;

    /** Creates the exception from a problem. */
    public CancelledException(Problem problem) {
        super(problem);
    }

    @Override
    public CancelledException with(Problem other) {
        return new CancelledException(other);
    }

    /**
     * Returns the error of a wait that an interrupt ended; sets the thread's interrupt flag again.
     *
     * @param problem what was waited for, and where
     */
    public static CancelledException interrupted(Problem problem, Exception interrupt) {
        Thread.currentThread().interrupt();
        return new CancelledException(
                problem.because("the thread was interrupted").causedBy(interrupt));
    }
}
