package dev.portolan.http.config;

import java.net.URI;

/**
 * A request that is about to be sent.
 *
 * @param id a number that no other request of this transport has; {@link RequestEvent#id} repeats it at the end
 * @param method the HTTP method
 * @param uri the address without its query, which may hold a signature
 * @since 0.1.0
 */
public record RequestStart(long id, String method, URI uri) {}
