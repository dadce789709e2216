/** Tar files read by offset and written in place. */
@NullMarked
package dev.portolan.fs.tar;

import org.jspecify.annotations.NullMarked;
