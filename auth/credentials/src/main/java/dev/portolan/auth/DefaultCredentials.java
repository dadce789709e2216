package dev.portolan.auth;

import dev.portolan.port.Credential;
import dev.portolan.port.CredentialSource;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a user expects to be logged in with: credentials of the environment, and those that Docker, Podman and their
 * kin stored on this machine. Asked in this order; the first that knows a credential decides:
 *
 * <ol>
 *   <li>environment variables, see {@link EnvironmentCredentials};
 *   <li>the file that {@code REGISTRY_AUTH_FILE} names;
 *   <li>Docker's {@code config.json}, see {@link UserEnvironment#dockerConfig};
 *   <li>Podman's {@code auth.json}, see {@link UserEnvironment#podmanAuthFiles}.
 * </ol>
 *
 * <p>The files are read, and helpers run, when a credential is asked for and not before. {@link CredentialStore} is
 * for writing them.
 *
 * @since 0.1.0
 */
public final class DefaultCredentials implements CredentialSource {
    private final CredentialChain chain;

    private DefaultCredentials(CredentialChain chain) {
        this.chain = chain;
    }

    /**
     * Returns the credentials of the user whom this process runs as, in the environment as it is now; see
     * {@link UserEnvironment#ofThisProcess}.
     *
     * @throws dev.portolan.error.InvalidConfigurationException when its variables contradict each other
     */
    public static DefaultCredentials create() {
        return of(UserEnvironment.ofThisProcess());
    }

    /**
     * Returns the credentials in these surroundings.
     *
     * @throws dev.portolan.error.InvalidConfigurationException when its variables contradict each other
     */
    public static DefaultCredentials of(UserEnvironment environment) {
        return of(CredentialHelpers.of(environment));
    }

    /**
     * Returns the credentials in the surroundings of these helpers.
     *
     * @throws dev.portolan.error.InvalidConfigurationException when its variables contradict each other
     */
    public static DefaultCredentials of(CredentialHelpers helpers) {
        UserEnvironment environment = helpers.environment();
        List<Path> files = new ArrayList<>();
        environment.registryAuthFile().ifPresent(files::add);
        files.add(environment.dockerConfig());
        files.addAll(environment.podmanAuthFiles());
        List<CredentialSource> sources = new ArrayList<>();
        sources.add(EnvironmentCredentials.of(environment));
        files.forEach(file -> sources.add(DockerConfig.of(file, helpers)));
        return new DefaultCredentials(CredentialChain.of(sources));
    }

    @Override
    public Optional<Credential> credential(String registry, String repository) {
        return chain.credential(registry, repository);
    }

    /** Forgets what helpers answered for the registry; the files are looked at each time. */
    @Override
    public void refused(String registry, String repository) {
        chain.refused(registry, repository);
    }

    /** Returns the places where credentials are looked for. */
    @Override
    public String toString() {
        return chain.toString();
    }
}
