package dev.portolan.maven;

import dev.portolan.error.InvalidConfigurationException;
import dev.portolan.error.Problem;
import dev.portolan.port.Credential;
import dev.portolan.port.CredentialSource;
import java.util.Optional;
import org.apache.maven.settings.Server;
import org.apache.maven.settings.Settings;
import org.apache.maven.settings.building.SettingsProblem;
import org.apache.maven.settings.crypto.DefaultSettingsDecryptionRequest;
import org.apache.maven.settings.crypto.SettingsDecrypter;
import org.apache.maven.settings.crypto.SettingsDecryptionResult;
import org.jspecify.annotations.Nullable;

/** The servers in settings.xml. A server without a user name holds a token. */
final class SettingsCredentials implements CredentialSource {
    private final Settings settings;
    private final SettingsDecrypter decrypter;
    private final @Nullable String serverId;

    /** Looks for the server with this id; without one, for a server whose id is the host. */
    SettingsCredentials(Settings settings, SettingsDecrypter decrypter, @Nullable String serverId) {
        this.settings = settings;
        this.decrypter = decrypter;
        this.serverId = serverId;
    }

    /**
     * Looks up the credential in advance, so that a mistake in settings.xml fails the goal. When the client looks it up
     * later, a mistake would count as no credential.
     */
    void check(String reference) {
        if (serverId != null) {
            credential(serverId, "");
            return;
        }
        for (Server server : settings.getServers()) {
            if (reference.startsWith(server.getId() + "/")) {
                credential(server.getId(), "");
            }
        }
    }

    @Override
    public Optional<Credential> credential(String registry, String repository) {
        String id = serverId == null ? registry : serverId;
        Server server = settings.getServer(id);
        if (server == null) {
            if (serverId != null) {
                throw new InvalidConfigurationException(Problem.of("there is no server with the id " + id)
                        .at("settings.xml")
                        .advice("add it to <servers>, or correct portolan.serverId"));
            }
            return Optional.empty();
        }
        return credential(decrypt(server));
    }

    private Server decrypt(Server server) {
        SettingsDecryptionResult result = decrypter.decrypt(new DefaultSettingsDecryptionRequest(server));
        for (SettingsProblem problem : result.getProblems()) {
            if (problem.getSeverity() != SettingsProblem.Severity.WARNING) {
                throw new InvalidConfigurationException(
                        Problem.of("the password of the server " + server.getId() + " cannot be decrypted")
                                .at("settings.xml")
                                .advice("encrypt it again with `mvn --encrypt-password`,"
                                        + " and check settings-security.xml"));
            }
        }
        return result.getServer();
    }

    private static Optional<Credential> credential(Server server) {
        if (server.getPassword() == null) {
            return Optional.empty();
        }
        boolean token = server.getUsername() == null || server.getUsername().isBlank();
        return Optional.of(
                token
                        ? Credential.bearerToken(server.getPassword())
                        : Credential.password(server.getUsername(), server.getPassword()));
    }

    @Override
    public String toString() {
        return "settings.xml";
    }
}
