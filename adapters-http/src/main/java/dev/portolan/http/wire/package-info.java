/** Requests, responses and their bodies, and the sender on the JDK's HTTP client. */
@NullMarked
package dev.portolan.http.wire;

import org.jspecify.annotations.NullMarked;
