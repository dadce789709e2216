/**
 * The parts between an endpoint and the sender: connections, redirects, authentication, retries, throttling, and how a
 * response becomes an error.
 */
@NullMarked
package dev.portolan.http.pipeline;

import org.jspecify.annotations.NullMarked;
