package dev.portolan.http.config;

/**
 * A location that {@link RegistriesConf} gives for reading a repository.
 *
 * @param registry {@code host} or {@code host:port}; Docker Hub is {@code docker.io}
 * @param repository the name there
 * @param insecure whether TLS with any certificate is accepted, and plain HTTP if there is no TLS
 * @since 0.1.0
 */
public record RegistryLocation(String registry, String repository, boolean insecure) {}
