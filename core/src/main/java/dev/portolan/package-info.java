/** The client, the entry point for applications. */
@NullMarked
package dev.portolan;

import org.jspecify.annotations.NullMarked;
