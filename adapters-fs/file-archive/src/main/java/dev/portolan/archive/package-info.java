/** File archives: directories that lie in a registry and are read lazily, file by file. */
@NullMarked
package dev.portolan.archive;

import org.jspecify.annotations.NullMarked;
