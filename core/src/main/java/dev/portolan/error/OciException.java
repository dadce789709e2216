package dev.portolan.error;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The superclass of all exceptions that Portolan throws. The hierarchy is sealed, so a caller can handle every kind,
 * and unchecked, so only code that can handle a failure has to catch it.
 *
 * <p>The message says where it failed, what failed, why, and what to do about it. It is one line without control
 * characters, whatever a server or an archive put into it, and never holds a secret.
 *
 * @since 0.1.0
 */
public abstract sealed class OciException extends RuntimeException
        permits CancelledException,
                ContentMismatchException,
                DeniedException,
                InvalidException,
                LimitExceededException,
                NotFoundException,
                StorageException,
                ThrottledException,
                UnauthenticatedException,
                UnreachableException,
                UnsupportedException,
                UntrustedException {
    private static final long serialVersionUID = 1L;

    private final Problem problem;

    OciException(Problem problem) {
        super(problem.text(), problem.cause);
        this.problem = problem;
    }

    /** Returns where it failed, what failed, why, and what to do. */
    @Override
    public String getMessage() {
        return Objects.requireNonNull(super.getMessage());
    }

    /** Returns where it happened: a repository, a file, an address without its query; empty if unknown. */
    public Optional<String> where() {
        return Optional.of(problem.where).filter(where -> !where.isEmpty());
    }

    /** Returns what the caller can do about it, as an imperative phrase; empty when nothing is known to help. */
    public Optional<String> advice() {
        return Optional.of(problem.advice).filter(advice -> !advice.isEmpty());
    }

    /**
     * Returns the advice as a value, so that a program can name its own option for it; empty when the {@link #advice}
     * is text only.
     */
    public Optional<Remedy> remedy() {
        return Optional.ofNullable(problem.remedy);
    }

    /** Returns the HTTP status of the registry's response; 0 when there was none. */
    public int status() {
        return problem.status;
    }

    /** Returns the registry's own errors, in its order; empty when it sent none. */
    public List<RegistryError> registryErrors() {
        return problem.registryErrors;
    }

    /** Returns whether a retry of the same call can succeed. */
    public boolean retryable() {
        return problem.retryable;
    }

    /** Returns a failure of the same kind about another problem; give that problem this failure as its cause. */
    public abstract OciException with(Problem other);

    /** Returns the problem, to throw the same failure with more detail. */
    public Problem problem() {
        return problem;
    }
}
