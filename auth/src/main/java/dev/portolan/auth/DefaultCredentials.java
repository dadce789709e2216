package dev.portolan.auth;

import dev.portolan.port.Credential;
import dev.portolan.port.CredentialSource;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a user expects to be logged in with: the credentials that other programs stored on this machine. Asked in
 * this order:
 *
 * <ol>
 *   <li>the file that {@code REGISTRY_AUTH_FILE} names;
 *   <li>Docker's {@code config.json};
 *   <li>Podman's {@code auth.json}.
 * </ol>
 */
public final class DefaultCredentials implements CredentialSource {
    private final CredentialChain chain;

    private DefaultCredentials(CredentialChain chain) {
        this.chain = chain;
    }

    /** The credentials of the user whom this process runs as; see {@link UserEnvironment#ofThisProcess}. */
    public static DefaultCredentials create() {
        return of(UserEnvironment.ofThisProcess());
    }

    /** The credentials in these surroundings. */
    public static DefaultCredentials of(UserEnvironment environment) {
        List<Path> files = new ArrayList<>();
        environment.variable("REGISTRY_AUTH_FILE").map(Path::of).ifPresent(files::add);
        files.add(environment.dockerConfig());
        files.addAll(environment.podmanAuthFiles());
        return new DefaultCredentials(
                CredentialChain.of(files.stream().map(DockerConfig::of).toList()));
    }

    @Override
    public Optional<Credential> credential(String registry, String repository) {
        return chain.credential(registry, repository);
    }

    /** Where they are looked for. */
    @Override
    public String toString() {
        return chain.toString();
    }
}
