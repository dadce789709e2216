/** The client: what an application holds. */
@NullMarked
package dev.portolan;

import org.jspecify.annotations.NullMarked;
