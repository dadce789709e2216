package dev.portolan.auth;

import dev.portolan.error.CancelledException;
import dev.portolan.error.Problem;
import dev.portolan.port.Credential;
import dev.portolan.port.CredentialSource;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what another source answers, "none" too, and asks it once where several threads want to know the same. A
 * failure is not kept: the next call asks again.
 *
 * @since 0.1.0
 */
public final class CachingCredentials implements CredentialSource {
    /** A program that talks to more repositories than this begins anew, rather than grow for ever. */
    private static final int MOST_ANSWERS = 10_000;

    private final CredentialSource source;
    private final boolean perRepository;
    private final @Nullable Duration lifetime;
    private final Clock clock;
    private final Map<Question, CompletableFuture<Answer>> answers = new ConcurrentHashMap<>();

    private record Question(String registry, String repository) {}

    private record Answer(Optional<Credential> credential, Instant given) {}

    private CachingCredentials(Builder builder) {
        this.source = builder.source;
        this.perRepository = builder.perRepository;
        this.lifetime = builder.lifetime;
        this.clock = builder.clock;
    }

    /** Keeps the answers of this source, one for each repository, for as long as this object lives. */
    public static CachingCredentials of(CredentialSource source) {
        return builder(source).build();
    }

    /** Begins with the settings of {@link #of}. */
    public static Builder builder(CredentialSource source) {
        return new Builder(source);
    }

    /**
     * {@inheritDoc}
     *
     * @throws CancelledException when the thread is interrupted while it waits for another one's answer
     */
    @Override
    public Optional<Credential> credential(String registry, String repository) {
        Question question = new Question(RegistryName.canonical(registry), perRepository ? repository : "");
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

    /** Forgets what was answered for the registry, and tells the source so. */
    @Override
    public void refused(String registry, String repository) {
        forget(registry);
        source.refused(registry, repository);
    }

    /** Forgets what was answered for a registry. */
    public void forget(String registry) {
        String canonical = RegistryName.canonical(registry);
        answers.keySet().removeIf(question -> question.registry.equals(canonical));
    }

    /** Forgets everything. */
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
     * Returns the answer that another thread is getting; empty when that thread was interrupted, so that this one must
     * ask.
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

    /** Returns the source whose answers are kept. */
    @Override
    public String toString() {
        return source.toString();
    }

    /** Settings of {@link CachingCredentials}. */
    public static final class Builder {
        private final CredentialSource source;
        private boolean perRepository = true;
        private @Nullable Duration lifetime;
        private Clock clock = Clock.systemUTC();

        private Builder(CredentialSource source) {
            this.source = Objects.requireNonNull(source);
        }

        /**
         * Keeps one answer for a whole registry, and asks the source with an empty repository name. Right for sources
         * that do not tell repositories apart, as credential helpers do not.
         */
        public Builder perRegistry() {
            perRepository = false;
            return this;
        }

        /**
         * For how long an answer is kept. Without it, for ever: too long for sources that hand out tokens which expire.
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

        /** Sets the clock by which lifetimes are measured; the system's without it. */
        public Builder clock(Clock clock) {
            this.clock = Objects.requireNonNull(clock);
            return this;
        }

        /** Makes the source. */
        public CachingCredentials build() {
            return new CachingCredentials(this);
        }
    }
}
