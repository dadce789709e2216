/** Certificates made on the spot, for servers that speak TLS in a test. Never trust them outside of one. */
@NullMarked
package dev.portolan.registry.tls;

import org.jspecify.annotations.NullMarked;
