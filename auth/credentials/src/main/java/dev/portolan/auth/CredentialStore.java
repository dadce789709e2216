package dev.portolan.auth;

import dev.portolan.port.Credential;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Writes credentials as {@code docker login} and {@code docker logout} do, so that Docker, Podman and their kin find
 * them: with the helper that the configuration file names in {@code credHelpers} or {@code credsStore}, else in its
 * {@code auths}. All else in the file, and its order, stays.
 *
 * <p>Nothing is asked of a registry: whether the credential is any good is for the caller to try. Safe to use from
 * several threads and processes.
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

    /** Returns the store of the user whom this process runs as; see {@link UserEnvironment#ofThisProcess}. */
    public static CredentialStore create() {
        return of(CredentialHelpers.create());
    }

    /**
     * Returns the store in the surroundings of these helpers: the file that {@link DefaultCredentials} asks first,
     * which is that of {@code REGISTRY_AUTH_FILE}, or else Docker's.
     */
    public static CredentialStore of(CredentialHelpers helpers) {
        UserEnvironment environment = helpers.environment();
        return of(environment.registryAuthFile().orElseGet(environment::dockerConfig), helpers);
    }

    /** Returns a store in this file, which need not be there. */
    public static CredentialStore of(Path file, CredentialHelpers helpers) {
        return new CredentialStore(new ConfigFile(file), Objects.requireNonNull(helpers));
    }

    /**
     * Keeps a credential for a whole registry, in place of the one that was there.
     *
     * @param registry {@code host} or {@code host:port}; Docker Hub is {@code docker.io}
     * @return where it is kept: the program of a helper, or the file
     * @throws dev.portolan.error.InvalidReferenceException when that is not a registry
     * @throws dev.portolan.error.InvalidConfigurationException when the file is malformed; it stays as it is
     * @throws dev.portolan.error.UnsupportedException when the credential is of a kind that cannot be kept there
     * @throws dev.portolan.error.StorageException when the file cannot be written, or the helper fails
     * @throws dev.portolan.error.CancelledException when the thread is interrupted
     */
    public String login(String registry, Credential credential) {
        String canonical = RegistryName.checked(registry);
        Optional<CredentialHelper> helper = helper(canonical);
        // With a helper the entry is empty, as Docker writes it, and a secret that stood there is gone.
        Map<String, String> members = helper.isPresent() ? Map.of() : AuthEntry.members(credential);
        helper.ifPresent(program -> program.store(canonical, credential));
        file.update(document -> {
            document.put(canonical, members);
            return true;
        });
        return helper.map(CredentialHelper::toString).orElseGet(file::toString);
    }

    /**
     * Forgets the credential of a registry, under whichever form of its name it is kept; nothing happens when there is
     * none. Entries for single repositories stay.
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
