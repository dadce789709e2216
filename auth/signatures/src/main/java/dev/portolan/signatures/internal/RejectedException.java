package dev.portolan.signatures.internal;

import java.util.Objects;

/** One signature is not accepted. It is skipped, and its reason is reported. */
public final class RejectedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * Says why; the text may quote what the signature says, made safe by {@link dev.portolan.error.Text}, but no
     * secret.
     */
    public RejectedException(String reason) {
        super(reason, null, false, false);
    }

    /** Returns the reason. */
    @Override
    public String getMessage() {
        return Objects.requireNonNull(super.getMessage());
    }
}
