package dev.portolan.auth;

import dev.portolan.port.Credential;
import dev.portolan.port.CredentialSource;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The credentials of the user: those in the environment, and those that Docker, Podman and similar programs have stored
 * on this machine. They are tried in this order, and the first credential is used:
 *
 * <ol>
 * <li>environment variables, see {@link EnvironmentCredentials};
 * <li>the file in {@code REGISTRY_AUTH_FILE};
 * <li>Docker's {@code config.json}, see {@link UserEnvironment#dockerConfig};
 * <li>Podman's {@code auth.json}, see {@link UserEnvironment#podmanAuthFiles}. </ol>
 *
 * <p>Files are read, and helpers run, only when a credential is needed. Use {@link CredentialStore} to write them.
 *
 * @since 0.1.0
 */
public final class DefaultCredentials implements CredentialSource {
    private final CredentialChain chain;

    private DefaultCredentials(CredentialChain chain) {
        this.chain = chain;
    }

    /**
     * Returns the credentials of the user who runs this process, with a snapshot of the environment; see
     * {@link UserEnvironment#ofThisProcess}.
     *
     * @throws dev.portolan.error.InvalidConfigurationException when its variables contradict each other
     */
    public static DefaultCredentials create() {
        return of(UserEnvironment.ofThisProcess());
    }

    /**
     * Returns the credentials in this environment.
     *
     * @throws dev.portolan.error.InvalidConfigurationException when its variables contradict each other
     */
    public static DefaultCredentials of(UserEnvironment environment) {
        return of(CredentialHelpers.of(environment));
    }

    /**
     * Returns the credentials in the environment of these helpers.
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

    /** Clears the cached results of helpers for the registry; files are read each time. */
    @Override
    public void refused(String registry, String repository) {
        chain.refused(registry, repository);
    }

    /** Returns the files that are searched for credentials. */
    @Override
    public String toString() {
        return chain.toString();
    }
}
