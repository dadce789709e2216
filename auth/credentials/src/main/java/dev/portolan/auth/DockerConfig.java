package dev.portolan.auth;

import dev.portolan.port.Credential;
import dev.portolan.port.CredentialSource;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The credentials in Docker's {@code config.json}, or in Podman's {@code auth.json}, which has the same format. The
 * file need not exist, and may change at any time: a login takes effect with the next call.
 *
 * <p>The helper in {@code credHelpers} for the registry is tried first, or else the one in {@code credsStore}. If there
 * is none, or it fails or has no credential, the entries of {@code auths} are searched. All historical forms of keys
 * are understood. A key with a path applies to repositories below it, and the longest one is used.
 *
 * @since 0.1.0
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
     * Returns the credentials of this file. Helpers run in the environment of this process, which is read now.
     *
     * <p>A missing file has no credentials, because the first login may create it. Check {@code Files.exists} if a
     * missing file is an error.
     */
    public static DockerConfig of(Path file) {
        return of(file, CredentialHelpers.create());
    }

    /** Returns the credentials of this file, with these helpers. */
    public static DockerConfig of(Path file, CredentialHelpers helpers) {
        return new DockerConfig(new ConfigFile(file), Objects.requireNonNull(helpers));
    }

    /**
     * {@inheritDoc}
     *
     * @throws dev.portolan.error.InvalidConfigurationException when the file is malformed
     * @throws dev.portolan.error.StorageException when it exists and cannot be read
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

    /** Clears the cached results of helpers for the registry; the file is read each time. */
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
            // Docker writes the file at each login and logout, even if a helper stores the credential.
            helpers.forgetAnswers();
        }
        Snapshot now = new Snapshot(stamp, file.read());
        snapshot = now;
        return now.document;
    }

    /** Returns the file's name. */
    @Override
    public String toString() {
        return file.toString();
    }
}
