package dev.portolan.auth;

import dev.portolan.error.InvalidConfigurationException;
import dev.portolan.error.Problem;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * Runs credential helpers and caches their results. Safe to use from several threads.
 *
 * @since 0.1.0
 */
public final class CredentialHelpers {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]+");
    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration DEFAULT_LIFETIME = Duration.ofMinutes(10);

    private final UserEnvironment environment;
    private final Duration timeout;
    private final Duration lifetime;
    private final InstantSource clock;
    private final Map<String, CredentialHelper> helpers = new ConcurrentHashMap<>();

    private CredentialHelpers(Builder builder) {
        this.environment = builder.environment;
        this.timeout = builder.timeout;
        this.lifetime = builder.lifetime;
        this.clock = builder.clock;
    }

    /** Returns helpers in the {@code PATH} of this process; see {@link UserEnvironment#ofThisProcess}. */
    public static CredentialHelpers create() {
        return of(UserEnvironment.ofThisProcess());
    }

    /** Returns helpers in the {@code PATH} of this environment. */
    public static CredentialHelpers of(UserEnvironment environment) {
        return builder(environment).build();
    }

    /** Returns a builder with the settings of {@link #of}. */
    public static Builder builder(UserEnvironment environment) {
        return new Builder(environment);
    }

    /**
     * Returns the helper {@code docker-credential-NAME}; always the same object for the same name. The program is
     * looked up and run only when it is used.
     *
     * @throws InvalidConfigurationException when the name contains anything but letters, digits, {@code .}, {@code _}
     *     and {@code -}
     */
    public CredentialHelper named(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new InvalidConfigurationException(
                    Problem.of("the name of a credential helper is invalid").because("it must match " + NAME));
        }
        return helpers.computeIfAbsent(name, key -> new CredentialHelper(key, this));
    }

    /** Clears the cache; the next call runs the helper again. */
    public void forgetAnswers() {
        helpers.values().forEach(CredentialHelper::forgetAnswers);
    }

    /** Clears the cache for a registry that rejected the credential. */
    void refused(String registry, String repository) {
        helpers.values().forEach(helper -> helper.refused(registry, repository));
    }

    /** Returns the environment in which helpers run. */
    public UserEnvironment environment() {
        return environment;
    }

    Duration timeout() {
        return timeout;
    }

    Duration lifetime() {
        return lifetime;
    }

    InstantSource clock() {
        return clock;
    }

    /** Returns the names of the helpers that were used. */
    @Override
    public String toString() {
        return "credential helpers " + helpers.keySet();
    }

    /** A builder of {@link CredentialHelpers}. */
    public static final class Builder {
        private final UserEnvironment environment;
        private Duration timeout = DEFAULT_TIMEOUT;
        private Duration lifetime = DEFAULT_LIFETIME;
        private InstantSource clock = InstantSource.system();

        private Builder(UserEnvironment environment) {
            this.environment = Objects.requireNonNull(environment);
        }

        /**
         * Sets the timeout of a helper; 30 seconds by default. Set a longer one if a person must unlock a keychain.
         *
         * @throws IllegalArgumentException when it is not positive
         */
        public Builder timeout(Duration timeout) {
            if (timeout.isNegative() || timeout.isZero()) {
                throw new IllegalArgumentException("not a timeout: " + timeout);
            }
            this.timeout = timeout;
            return this;
        }

        /**
         * Sets how long results are cached; 10 minutes by default, since the tokens of cloud registries live for an
         * hour or more.
         *
         * @throws IllegalArgumentException when it is negative
         */
        public Builder lifetime(Duration time) {
            if (time.isNegative()) {
                throw new IllegalArgumentException("a negative time: " + time);
            }
            this.lifetime = time;
            return this;
        }

        /** Sets the clock for this time; the system clock by default. */
        public Builder clock(InstantSource clock) {
            this.clock = Objects.requireNonNull(clock);
            return this;
        }

        /** Builds the helpers. */
        public CredentialHelpers build() {
            return new CredentialHelpers(this);
        }
    }
}
