package dev.portolan.error;

import java.util.List;

/**
 * Thrown when no signature satisfies the trust policy. Nothing is copied.
 *
 * @since 0.1.0
 */
public final class UntrustedException extends OciException {
    private static final long serialVersionUID = 1L;

    /** Unmodifiable, which can be serialized. */
    @SuppressWarnings("serial")
    private final List<String> reasons;

    /** Creates the exception with the reason why each signature was rejected. */
    public UntrustedException(Problem problem, List<String> reasons) {
        super(problem);
        this.reasons = List.copyOf(reasons);
    }

    /** Returns why each signature was rejected; empty when none was found. */
    public List<String> reasons() {
        return reasons;
    }

    @Override
    public UntrustedException with(Problem other) {
        return new UntrustedException(other, reasons);
    }
}
