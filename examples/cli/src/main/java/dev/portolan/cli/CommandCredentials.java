package dev.portolan.cli;

import dev.portolan.auth.StaticCredentials;
import dev.portolan.port.Credential;
import dev.portolan.port.CredentialSource;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The logins of the options, each for its registry; for every other registry, such as a mirror, the stored credentials.
 */
final class CommandCredentials implements CredentialSource {
    private final List<Given> given;
    private final CredentialSource stored;

    private record Given(CredentialSource source, String repository) {}

    private CommandCredentials(List<Given> given, CredentialSource stored) {
        this.given = given;
        this.stored = stored;
    }

    /** Two logins for one registry are distinguished by their repositories. */
    static CredentialSource of(List<Login> logins, CredentialSource stored) {
        if (logins.isEmpty()) {
            return stored;
        }
        Set<Endpoint> repositories = new HashSet<>();
        Set<String> registries = new HashSet<>();
        boolean shared = false;
        for (Login login : logins) {
            if (!repositories.add(login.endpoint())) {
                throw new IllegalArgumentException("two user names are given for "
                        + login.endpoint().registry() + "/" + login.endpoint().repository());
            }
            shared |= !registries.add(login.endpoint().registry());
        }
        boolean byRepository = shared;
        return new CommandCredentials(
                logins.stream()
                        .map(login -> new Given(
                                StaticCredentials.of(login.endpoint().registry(), login.credential()),
                                byRepository ? login.endpoint().repository() : ""))
                        .toList(),
                stored);
    }

    @Override
    public Optional<Credential> credential(String registry, String repository) {
        return given.stream()
                .filter(one -> one.repository().isEmpty() || one.repository().equals(repository))
                .flatMap(one -> one.source().credential(registry, repository).stream())
                .findFirst()
                .or(() -> stored.credential(registry, repository));
    }

    @Override
    public void refused(String registry, String repository) {
        stored.refused(registry, repository);
    }

    /** Without any secret. */
    @Override
    public String toString() {
        return "credentials of the command line";
    }
}
