package dev.portolan.http.config;

/**
 * A repository that content is read from, as {@link RegistriesConf} says.
 *
 * @param registry {@code host} or {@code host:port}; Docker Hub is {@code docker.io}
 * @param repository the name there
 * @param insecure whether TLS with any certificate, and plain HTTP where there is no TLS, will do
 * @since 0.1.0
 */
public record RegistryLocation(String registry, String repository, boolean insecure) {}
