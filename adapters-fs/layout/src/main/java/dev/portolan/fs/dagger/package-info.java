/** Wires this module with Dagger, for those who use it. */
@NullMarked
package dev.portolan.fs.dagger;

import org.jspecify.annotations.NullMarked;
