package dev.portolan.auth;

import dev.portolan.port.Credential;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Stores and removes credentials as {@code docker login} and {@code docker logout} do, so that Docker, Podman and
 * similar programs find them: with the helper in {@code credHelpers} or {@code credsStore} of the configuration file,
 * or else in its {@code auths}. Everything else in the file, and its order, is kept.
 *
 * <p>The credential is not checked with the registry; that is up to the caller. Safe to use from several threads and
 * processes.
 *
 * @since 0.1.0
 */
public final class CredentialStore {
    private final ConfigFile file;
    private final CredentialHelpers helpers;

    private CredentialStore(ConfigFile file, CredentialHelpers helpers) {
        this.file = file;
        this.helpers = helpers;
    }

    /** Returns the store of the user who runs this process; see {@link UserEnvironment#ofThisProcess}. */
    public static CredentialStore create() {
        return of(CredentialHelpers.create());
    }

    /**
     * Returns the store in the environment of these helpers: the file that {@link DefaultCredentials} reads first,
     * which is {@code REGISTRY_AUTH_FILE} or else Docker's.
     */
    public static CredentialStore of(CredentialHelpers helpers) {
        UserEnvironment environment = helpers.environment();
        return of(environment.registryAuthFile().orElseGet(environment::dockerConfig), helpers);
    }

    /** Returns a store in this file, which need not exist. */
    public static CredentialStore of(Path file, CredentialHelpers helpers) {
        return new CredentialStore(new ConfigFile(file), Objects.requireNonNull(helpers));
    }

    /**
     * Stores a credential for a whole registry, replacing an existing one.
     *
     * @param registry {@code host} or {@code host:port}; Docker Hub is {@code docker.io}
     * @return where it is stored: the name of a helper program, or the file
     * @throws dev.portolan.error.InvalidReferenceException when that is not a registry
     * @throws dev.portolan.error.InvalidConfigurationException when the file is malformed; it stays as it is
     * @throws dev.portolan.error.UnsupportedException when this kind of credential cannot be stored there
     * @throws dev.portolan.error.StorageException when the file cannot be written, or the helper fails
     * @throws dev.portolan.error.CancelledException when the thread is interrupted
     */
    public String login(String registry, Credential credential) {
        String canonical = RegistryName.checked(registry);
        Optional<CredentialHelper> helper = helper(canonical);
        // With a helper the entry is empty, as Docker writes it, which removes an earlier secret.
        Map<String, String> members = helper.isPresent() ? Map.of() : AuthEntry.members(credential);
        helper.ifPresent(program -> program.store(canonical, credential));
        file.update(document -> {
            document.put(canonical, members);
            return true;
        });
        return helper.map(CredentialHelper::toString).orElseGet(file::toString);
    }

    /**
     * Removes the credential of a registry, under all forms of its name; does nothing when there is none. Entries for
     * single repositories are kept.
     *
     * @param registry {@code host} or {@code host:port}; Docker Hub is {@code docker.io}
     * @throws dev.portolan.error.InvalidReferenceException when that is not a registry
     * @throws dev.portolan.error.InvalidConfigurationException when the file is malformed; it stays as it is
     * @throws dev.portolan.error.StorageException when the file cannot be written, or the helper fails
     * @throws dev.portolan.error.CancelledException when the thread is interrupted
     */
    public void logout(String registry) {
        String canonical = RegistryName.checked(registry);
        helper(canonical).ifPresent(program -> program.erase(canonical));
        if (file.stamp().isPresent()) {
            file.update(document -> document.remove(canonical));
        }
    }

    private Optional<CredentialHelper> helper(String registry) {
        return file.read().helper(registry, "").map(helpers::named);
    }

    /** Returns the file's name. */
    @Override
    public String toString() {
        return file.toString();
    }
}
