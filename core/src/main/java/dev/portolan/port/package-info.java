/** The ports, which adapters implement. */
@NullMarked
package dev.portolan.port;

import org.jspecify.annotations.NullMarked;
