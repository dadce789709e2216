package dev.portolan.cli;

import dev.portolan.model.RegistryReference;
import dev.portolan.port.Credential;
import dev.portolan.port.CredentialSource;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The logins of the options, each for its registry; for every other registry, such as a mirror, the stored credentials.
 * Of two logins for one registry, each is for its repository.
 */
final class CommandCredentials implements CredentialSource {
    private final List<Login> logins;
    private final CredentialSource stored;

    private CommandCredentials(List<Login> logins, CredentialSource stored) {
        this.logins = logins;
        this.stored = stored;
    }

    static CredentialSource of(List<Login> logins, CredentialSource stored) {
        Set<Endpoint> endpoints = new HashSet<>();
        for (Login login : logins) {
            Endpoint endpoint = login.endpoint();
            if (!endpoints.add(endpoint)) {
                throw new IllegalArgumentException(
                        "two user names are given for " + endpoint.registry() + "/" + endpoint.repository());
            }
        }
        return logins.isEmpty() ? stored : new CommandCredentials(logins, stored);
    }

    @Override
    public Optional<Credential> credential(String registry, String repository) {
        String name = RegistryReference.canonical(registry);
        List<Login> here = logins.stream()
                .filter(login ->
                        RegistryReference.canonical(login.endpoint().registry()).equals(name))
                .toList();
        return here.stream()
                .filter(login ->
                        here.size() == 1 || login.endpoint().repository().equals(repository))
                .map(Login::credential)
                .findFirst()
                .or(() -> stored.credential(registry, repository));
    }

    @Override
    public void refused(String registry, String repository) {
        stored.refused(registry, repository);
    }

    /** Returns a text without secrets. */
    @Override
    public String toString() {
        return "credentials of the command line";
    }
}
