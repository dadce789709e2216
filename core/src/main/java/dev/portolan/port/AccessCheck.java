package dev.portolan.port;

/**
 * Checks whether a host is a registry and accepts the credentials for it (distribution-spec end-1).
 *
 * @since 0.1.0
 */
public interface AccessCheck extends Capability {

    /**
     * Checks that the host is a registry, and that it accepts the credentials for it.
     *
     * @param host {@code host} or {@code host:port}
     * @throws dev.portolan.error.UnauthenticatedException when it requires credentials, or rejects them
     * @throws dev.portolan.error.UnreachableException when there is no response
     * @throws dev.portolan.error.NotFoundException when it responds, but is not a registry
     */
    void check(String host);
}
