package dev.portolan.error;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The one family of failures that every part of Portolan throws. It is sealed, so that a caller can tell all
 * of its kinds apart, and unchecked, so that only who can do something about one has to name it.
 *
 * <p>The message says what was tried, where, why it failed, and what to do about it. It never holds a secret.
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
        super(problem.text(), problem.cause().orElse(null));
        this.problem = problem;
    }

    /** What was tried, where, why it failed, and what to do. */
    @Override
    public String getMessage() {
        return Objects.requireNonNull(super.getMessage());
    }

    /** Where it happened: a repository, a file, an address without its query; empty when no place is involved. */
    public Optional<String> where() {
        return problem.where().isEmpty() ? Optional.empty() : Optional.of(problem.where());
    }

    /** What the caller can do about it, as an imperative phrase; empty when there is nothing better than to report it. */
    public Optional<String> advice() {
        return problem.advice().isEmpty() ? Optional.empty() : Optional.of(problem.advice());
    }

    /** The HTTP status that a registry answered with; 0 when none did. */
    public int status() {
        return problem.status();
    }

    /** The registry's own error codes, in its order; empty when it sent none. */
    public List<RegistryError> registryErrors() {
        return problem.registryErrors();
    }

    /** Whether the same call can succeed when it is simply made again. */
    public boolean retryable() {
        return problem.retryable();
    }

    /** The same kind of failure, made of another problem; pass this one as its cause where it is one. */
    public abstract OciException with(Problem other);

    /** The problem that this was made of, for whoever wants to throw the same with more said. */
    public Problem problem() {
        return problem;
    }
}
