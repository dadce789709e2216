package dev.portolan.auth;

import dev.portolan.error.CancelledException;
import dev.portolan.error.Problem;
import dev.portolan.model.RegistryReference;
import dev.portolan.port.Credential;
import dev.portolan.port.CredentialSource;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Caches the results of another source, including "none". Several threads that need the same credential share one call.
 * Failures are not cached.
 *
 * @since 0.1.0
 */
public final class CachingCredentials implements CredentialSource {
    /** When there are more repositories than this, the cache is cleared, so that it cannot grow without limit. */
    private static final int MOST_ANSWERS = 10_000;

    private final CredentialSource source;
    private final boolean perRepository;
    private final @Nullable Duration lifetime;
    private final InstantSource clock;
    private final Map<Question, CompletableFuture<Answer>> answers = new ConcurrentHashMap<>();

    private record Question(String registry, String repository) {}

    private record Answer(Optional<Credential> credential, Instant given) {}

    private CachingCredentials(Builder builder) {
        this.source = builder.source;
        this.perRepository = builder.perRepository;
        this.lifetime = builder.lifetime;
        this.clock = builder.clock;
    }

    /** Caches the results of this source per repository, without expiry. */
    public static CachingCredentials of(CredentialSource source) {
        return builder(source).build();
    }

    /** Returns a builder with the settings of {@link #of}. */
    public static Builder builder(CredentialSource source) {
        return new Builder(source);
    }

    /**
     * {@inheritDoc}
     *
     * @throws CancelledException when the thread is interrupted while it waits for another thread
     */
    @Override
    public Optional<Credential> credential(String registry, String repository) {
        Question question = new Question(RegistryReference.canonical(registry), perRepository ? repository : "");
        while (true) {
            CompletableFuture<Answer> known = answers.get(question);
            if (known != null && hasExpired(known)) {
                answers.remove(question, known);
                known = null;
            }
            if (known == null) {
                CompletableFuture<Answer> mine = new CompletableFuture<>();
                known = answers.putIfAbsent(question, mine);
                if (known == null) {
                    return ask(question, mine);
                }
            }
            Optional<Optional<Credential>> answer = await(known, registry);
            if (answer.isPresent()) {
                return answer.get();
            }
        }
    }

    /** Clears the cache for the registry, and notifies the source. */
    @Override
    public void refused(String registry, String repository) {
        forget(registry);
        source.refused(registry, repository);
    }

    /** Clears the cache for a registry. */
    public void forget(String registry) {
        String canonical = RegistryReference.canonical(registry);
        answers.keySet().removeIf(question -> question.registry.equals(canonical));
    }

    /** Clears the cache. */
    public void forgetAll() {
        answers.clear();
    }

    private Optional<Credential> ask(Question question, CompletableFuture<Answer> mine) {
        try {
            Optional<Credential> credential = source.credential(question.registry, question.repository);
            mine.complete(new Answer(credential, clock.instant()));
            if (answers.size() > MOST_ANSWERS) {
                answers.clear();
            }
            return credential;
        } catch (Throwable e) {
            answers.remove(question, mine);
            mine.completeExceptionally(e);
            throw e;
        }
    }

    /**
     * Waits for the result of another thread; empty when that thread was interrupted, so that this one must call the
     * source.
     */
    private static Optional<Optional<Credential>> await(CompletableFuture<Answer> known, String registry) {
        try {
            return Optional.of(known.get().credential());
        } catch (InterruptedException e) {
            throw CancelledException.interrupted(
                    Problem.of("waiting for the credential was cancelled").at(registry), e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof CancelledException) {
                return Optional.empty();
            }
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException("the credential source failed", e.getCause());
        }
    }

    private boolean hasExpired(CompletableFuture<Answer> known) {
        return lifetime != null
                && known.isDone()
                && !known.isCompletedExceptionally()
                && Duration.between(known.join().given(), clock.instant()).compareTo(lifetime) >= 0;
    }

    /** Returns the text of the cached source. */
    @Override
    public String toString() {
        return source.toString();
    }

    /** A builder of {@link CachingCredentials}. */
    public static final class Builder {
        private final CredentialSource source;
        private boolean perRepository = true;
        private @Nullable Duration lifetime;
        private InstantSource clock = InstantSource.system();

        private Builder(CredentialSource source) {
            this.source = Objects.requireNonNull(source);
        }

        /**
         * Caches one result per registry, and calls the source with an empty repository name. Use it for sources that
         * do not distinguish repositories, such as credential helpers.
         */
        public Builder perRegistry() {
            perRepository = false;
            return this;
        }

        /**
         * Sets how long a result is cached. By default results do not expire, which is too long for sources of tokens
         * that do.
         *
         * @throws IllegalArgumentException when it is negative
         */
        public Builder lifetime(Duration lifetime) {
            if (lifetime.isNegative()) {
                throw new IllegalArgumentException("a negative lifetime: " + lifetime);
            }
            this.lifetime = lifetime;
            return this;
        }

        /** Sets the clock for lifetimes; the system clock by default. */
        public Builder clock(InstantSource clock) {
            this.clock = Objects.requireNonNull(clock);
            return this;
        }

        /** Builds the source. */
        public CachingCredentials build() {
            return new CachingCredentials(this);
        }
    }
}
