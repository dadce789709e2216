/** The engine that copies manifests, and everything they reference, between repositories, layouts and archives. */
@NullMarked
package dev.portolan.copy;

import org.jspecify.annotations.NullMarked;
