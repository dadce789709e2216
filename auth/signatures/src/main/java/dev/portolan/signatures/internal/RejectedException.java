package dev.portolan.signatures.internal;

import dev.portolan.internal.json.JsonFormatException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/** One signature is not accepted. It is skipped, and its reason is reported. */
public final class RejectedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception. The reason may quote the signature's text, cleaned by {@link dev.portolan.error.Text}, but
     * no secret.
     */
    public RejectedException(String reason) {
        super(reason, null, false, false);
    }

    /**
     * Verifies one signature. A bad one is reported, so that it does not hide a good one.
     *
     * @param which which signature, for the note
     * @param rejected gets the reason why the signature is rejected
     * @return what was verified; empty when it is rejected, or is no signature at all
     */
    public static <T> Optional<T> noted(String which, List<String> rejected, Supplier<Optional<T>> verifying) {
        try {
            return verifying.get();
        } catch (RejectedException e) {
            rejected.add(which + ": " + e.getMessage());
        } catch (JsonFormatException e) {
            rejected.add(which + ": it is malformed: " + e.withoutContent());
        }
        return Optional.empty();
    }

    /** Returns the reason. */
    @Override
    public String getMessage() {
        return Objects.requireNonNull(super.getMessage());
    }
}
