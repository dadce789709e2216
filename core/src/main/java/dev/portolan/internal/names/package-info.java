/** Rules for names from outside. */
@NullMarked
package dev.portolan.internal.names;

import org.jspecify.annotations.NullMarked;
