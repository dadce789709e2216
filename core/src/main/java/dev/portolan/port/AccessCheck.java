package dev.portolan.port;

/**
 * Finds out whether a host can be worked with (distribution-spec end-1).
 *
 * @since 0.1.0
 */
public interface AccessCheck extends Capability {

    /**
     * Asks the host whether it is a registry, and whether it takes the credentials that there are for it.
     *
     * @param host {@code host} or {@code host:port}
     * @throws dev.portolan.error.UnauthenticatedException when it wants credentials, or other ones
     * @throws dev.portolan.error.UnreachableException when there is no answer
     * @throws dev.portolan.error.NotFoundException when it answers, but is not a registry
     */
    void check(String host);
}
