package dev.portolan.auth;

import dev.portolan.port.Credential;
import dev.portolan.port.CredentialSource;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The credentials of a {@code config.json} of Docker, or of an {@code auth.json} of Podman, which has the same form.
 * The file need not be there, and may change at any time: a login is noticed with the next question.
 *
 * <p>The helper that {@code credHelpers} names for the registry is asked, or else the one that {@code credsStore}
 * names for all. When there is none, it knows nothing or it fails, the entries of {@code auths} are looked through. The forms of
 * keys that were in use over the years are understood; keys with a repository's path hold for what lies under it, and
 * the longest decides.
 */
public final class DockerConfig implements CredentialSource {
    private final ConfigFile file;
    private final CredentialHelpers helpers;
    private volatile @Nullable Snapshot snapshot;

    private record Snapshot(Optional<ConfigFile.Stamp> stamp, ConfigDocument document) {}

    private DockerConfig(ConfigFile file, CredentialHelpers helpers) {
        this.file = file;
        this.helpers = helpers;
    }

    /**
     * The credentials of this file, with helpers run in this process's own environment, which is read now.
     *
     * <p>A file that does not exist has no credentials: it may come with the first login. Check {@code Files.exists} where a
     * missing file is an error, as the command line does for {@code --authfile}.
     */
    public static DockerConfig of(Path file) {
        return of(file, CredentialHelpers.create());
    }

    /** The credentials of this file, with these helpers. */
    public static DockerConfig of(Path file, CredentialHelpers helpers) {
        return new DockerConfig(new ConfigFile(file), Objects.requireNonNull(helpers));
    }

    /**
     * {@inheritDoc}
     *
     * @throws dev.portolan.error.InvalidConfigurationException when the file is malformed
     * @throws dev.portolan.error.StorageException when it is there and cannot be read
     * @throws dev.portolan.error.UnauthenticatedException when it names a helper that fails
     * @throws dev.portolan.error.CancelledException when the thread is interrupted while a helper runs
     */
    @Override
    public Optional<Credential> credential(String registry, String repository) {
        ConfigDocument document = document();
        CredentialSource helper = (host, name) -> document.helper(host, name)
                .flatMap(program -> helpers.named(program).credential(host, name));
        return CredentialChain.of(helper, document::credential).credential(registry, repository);
    }

    /** Forgets what helpers answered for the registry; the file is looked at each time. */
    @Override
    public void refused(String registry, String repository) {
        helpers.refused(registry, repository);
    }

    private ConfigDocument document() {
        Optional<ConfigFile.Stamp> stamp = file.stamp();
        Snapshot known = snapshot;
        if (known != null && known.stamp.equals(stamp)) {
            return known.document;
        }
        if (known != null) {
            // Docker writes the file at each login and logout, also when a helper keeps the credential.
            helpers.forgetAnswers();
        }
        Snapshot now = new Snapshot(stamp, file.read());
        snapshot = now;
        return now.document;
    }

    /** The file's name. */
    @Override
    public String toString() {
        return file.toString();
    }
}
