/** Packs directories as file archives. */
@NullMarked
package dev.portolan.archive.pack;

import org.jspecify.annotations.NullMarked;
