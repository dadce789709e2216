/** Registries over HTTP, by the OCI distribution specification. */
@NullMarked
package dev.portolan.http;

import org.jspecify.annotations.NullMarked;
