package dev.portolan.error;

/** The work was given up because its thread was interrupted, or because a transfer beside it failed. */
public final class CancelledException extends OciException {
    private static final long serialVersionUID = 1L;

    /** Made from a problem. */
    public CancelledException(Problem problem) {
        super(problem);
    }

    @Override
    public CancelledException with(Problem other) {
        return new CancelledException(other);
    }

    /**
     * The error of a wait that an interrupt ended; sets the thread's interrupt flag again.
     *
     * @param problem what was waited for, and where
     */
    public static CancelledException interrupted(Problem problem, Exception interrupt) {
        Thread.currentThread().interrupt();
        return new CancelledException(
                problem.because("the thread was interrupted").causedBy(interrupt));
    }
}
