package dev.portolan.auth;

import dev.portolan.content.Streams;
import dev.portolan.port.Credential;
import dev.portolan.port.CredentialSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The credentials in a {@code config.json} of Docker, or in an {@code auth.json} of Podman, which has the same form.
 * The file need not be there.
 */
public final class DockerConfig implements CredentialSource {
    private final Path file;

    private DockerConfig(Path file) {
        this.file = file;
    }

    /** The credentials in this file. */
    public static DockerConfig of(Path file) {
        return new DockerConfig(file);
    }

    /**
     * {@inheritDoc}
     *
     * @throws dev.portolan.error.InvalidConfigurationException when the file is malformed
     * @throws dev.portolan.error.StorageException when it cannot be read
     */
    @Override
    public Optional<Credential> credential(String registry, String repository) {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw Streams.failure("reading stored credentials", file.toString(), e);
        }
        return ConfigDocument.parse(file.toString(), bytes).credential(registry, repository);
    }

    /** The file's name. */
    @Override
    public String toString() {
        return file.toString();
    }
}
