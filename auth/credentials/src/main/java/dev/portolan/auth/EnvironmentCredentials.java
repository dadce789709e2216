package dev.portolan.auth;

import dev.portolan.error.InvalidConfigurationException;
import dev.portolan.error.Problem;
import dev.portolan.port.Credential;
import dev.portolan.port.CredentialSource;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Credentials in environment variables, as in continuous integration:
 *
 * <ul>
 * <li>{@code PORTOLAN_REGISTRY} names the registry, {@code host} or {@code host:port}, that {@code PORTOLAN_USERNAME}
 * and {@code PORTOLAN_PASSWORD}, or {@code PORTOLAN_TOKEN} (sent as it is, as Bearer), are for. No other registry gets
 * them.
 * <li>{@code DOCKER_AUTH_CONFIG} contains a document like Docker's {@code config.json}, whose {@code auths} are used;
 * GitLab and Docker itself use it.
 * </ul>
 *
 * @since 0.1.0
 */
public final class EnvironmentCredentials implements CredentialSource {
    private static final String REGISTRY = "PORTOLAN_REGISTRY";
    private static final String USERNAME = "PORTOLAN_USERNAME";
    private static final String PASSWORD = "PORTOLAN_PASSWORD";
    private static final String TOKEN = "PORTOLAN_TOKEN";
    private static final String DOCUMENT = "DOCKER_AUTH_CONFIG";

    private final CredentialSource source;

    private EnvironmentCredentials(CredentialSource source) {
        this.source = source;
    }

    /**
     * Returns the credentials in these variables; none are required.
     *
     * @throws InvalidConfigurationException when a secret is set without its registry, when a password and a token are
     *     both set, or when {@code DOCKER_AUTH_CONFIG} is malformed
     * @throws dev.portolan.error.InvalidReferenceException when {@code PORTOLAN_REGISTRY} is not a registry
     */
    public static EnvironmentCredentials of(UserEnvironment environment) {
        CredentialSource document = environment
                .variable(DOCUMENT)
                .<CredentialSource>map(
                        text -> ConfigDocument.parse(DOCUMENT, text.getBytes(StandardCharsets.UTF_8))::credential)
                .orElseGet(CredentialChain::of);
        return new EnvironmentCredentials(CredentialChain.of(one(environment), document));
    }

    private static CredentialSource one(UserEnvironment environment) {
        Optional<String> password = environment.variable(PASSWORD);
        Optional<String> token = environment.variable(TOKEN);
        if (password.isEmpty() && token.isEmpty()) {
            return CredentialChain.of();
        }
        if (password.isPresent() && token.isPresent()) {
            throw contradiction(PASSWORD + " and " + TOKEN + " are both set", "unset one of them");
        }
        String registry = environment
                .variable(REGISTRY)
                .orElseThrow(() -> contradiction(
                        (token.isPresent() ? TOKEN : PASSWORD) + " is set without " + REGISTRY,
                        "set it to the registry"));
        if (token.isPresent()) {
            return StaticCredentials.token(registry, token.get());
        }
        String username = environment
                .variable(USERNAME)
                .orElseThrow(() -> contradiction(PASSWORD + " is set without " + USERNAME, "set both"));
        return StaticCredentials.password(registry, username, password.orElseThrow());
    }

    private static InvalidConfigurationException contradiction(String reason, String advice) {
        return new InvalidConfigurationException(Problem.of("the credentials in the environment are invalid")
                .because(reason)
                .advice(advice));
    }

    @Override
    public Optional<Credential> credential(String registry, String repository) {
        return source.credential(registry, repository);
    }

    @Override
    public String toString() {
        return "environment variables";
    }
}
