/** The exceptions that Portolan throws: one sealed hierarchy. */
@NullMarked
package dev.portolan.error;

import org.jspecify.annotations.NullMarked;
