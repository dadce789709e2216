package dev.portolan.http.config;

import java.net.URI;

/**
 * A request that is about to be sent.
 *
 * @param id a number that is unique in this transport; {@link RequestEvent#id} is the same
 * @param method the HTTP method
 * @param uri the address without its query, which may contain a signature
 * @since 0.1.0
 */
public record RequestStart(long id, String method, URI uri) {}
