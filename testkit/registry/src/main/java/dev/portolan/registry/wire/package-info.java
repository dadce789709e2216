/**
 * HTTP/1.1 on plain sockets, as little of it as a registry needs. Not exported.
 *
 * <p>The JDK's own server was tried first. It sends a response's header and body in two writes and, unless a system
 * property of the whole JVM says otherwise, leaves Nagle's algorithm on: each small response on a connection that is
 * kept then waits for the client's delayed acknowledgement, measured at 44 ms against 0.6 ms without a body. Nor can
 * a handler cut, stall or corrupt what goes over the wire, which is what a test wants of a server.
 */
@NullMarked
package dev.portolan.registry.wire;

import org.jspecify.annotations.NullMarked;
