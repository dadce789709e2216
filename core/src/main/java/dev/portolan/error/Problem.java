package dev.portolan.error;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where something failed, what failed, why, and what to do about it: the content of an {@link OciException}. Immutable;
 * each method returns a copy.
 *
 * <p>Text may come from outside: {@link Text#clean} escapes its control characters and bounds its length, and the user
 * and password of an address are hidden. Other secrets, such as tokens and query strings, must not be put in.
 *
 * @since 0.1.0
 */
public final class Problem implements Serializable {
    private static final long serialVersionUID = 1L;

    private final String what;
    private final String because;
    final String where;
    final String advice;
    final @Nullable Remedy remedy;
    final int status;
    /** Unmodifiable, which can be serialized. */
    @SuppressWarnings("serial")
    final List<RegistryError> registryErrors;

    final boolean retryable;
    final @Nullable Throwable cause;

    private Problem(
            String what,
            String where,
            String because,
            String advice,
            @Nullable Remedy remedy,
            int status,
            List<RegistryError> registryErrors,
            boolean retryable,
            @Nullable Throwable cause) {
        this.what = Text.message(what);
        this.where = Text.message(where);
        this.because = Text.message(because);
        this.advice = Text.clean(advice);
        this.remedy = remedy;
        this.status = status;
        this.registryErrors = registryErrors;
        this.retryable = retryable;
        this.cause = cause;
    }

    /** Describes a problem with one phrase, such as {@code "manifest v1 not found"}. */
    public static Problem of(String what) {
        return new Problem(what, "", "", "", null, 0, List.of(), false, null);
    }

    /** Adds where it happened: a repository, a file, an address without its query. */
    public Problem at(String where) {
        return new Problem(what, where, because, advice, remedy, status, registryErrors, retryable, cause);
    }

    /** Adds the reason, where it is known. */
    public Problem because(String reason) {
        return new Problem(what, where, reason, advice, remedy, status, registryErrors, retryable, cause);
    }

    /** Adds another reason to the one that is known. */
    public Problem also(String reason) {
        return because(because.isEmpty() ? reason : because + ", " + reason);
    }

    /** Adds what the caller can do about it, as an imperative phrase. */
    public Problem advice(String toDo) {
        return new Problem(what, where, because, toDo, null, status, registryErrors, retryable, cause);
    }

    /** Adds what the caller can do about it, in words that fit every program, and as a value. */
    public Problem advice(Remedy helps, String toDo) {
        return new Problem(what, where, because, toDo, helps, status, registryErrors, retryable, cause);
    }

    /** Adds the response of a registry: the HTTP status and the registry's own errors. */
    public Problem answered(int httpStatus, List<RegistryError> errors) {
        return new Problem(what, where, because, advice, remedy, httpStatus, List.copyOf(errors), retryable, cause);
    }

    /** Says whether a retry of the same call can succeed. */
    public Problem retryable(boolean canRetry) {
        return new Problem(what, where, because, advice, remedy, status, registryErrors, canRetry, cause);
    }

    /** Adds the underlying failure. */
    public Problem causedBy(Throwable failure) {
        return new Problem(what, where, because, advice, remedy, status, registryErrors, retryable, failure);
    }

    /** Returns the whole message: where, what, why, the response, what to do. */
    String text() {
        String reason = reason();
        return (where.isEmpty() ? "" : where + ": ")
                + what
                + (reason.isEmpty() ? "" : ": " + reason)
                + (advice.isEmpty() ? "" : "; " + advice);
    }

    /** Returns why it failed: the registry's own words, the reason and the HTTP status; empty if unknown. */
    public String reason() {
        List<String> reasons = new ArrayList<>();
        // The registry's own words come first. Some registries repeat one error for each missing blob.
        new LinkedHashSet<>(registryErrors).forEach(error -> reasons.add(error.toString()));
        String said = String.join(" ", reasons).toLowerCase(Locale.ROOT);
        reasons.add(said.contains(because.toLowerCase(Locale.ROOT)) ? "" : because);
        reasons.add(status == 0 ? "" : "HTTP " + status);
        reasons.removeIf(String::isEmpty);
        return String.join(", ", reasons);
    }

    @Override
    public String toString() {
        return text();
    }
}
