/** The ports: what Portolan needs of the outside world, to be implemented by adapters. */
@NullMarked
package dev.portolan.port;

import org.jspecify.annotations.NullMarked;
