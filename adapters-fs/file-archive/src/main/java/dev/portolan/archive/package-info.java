/** File archives: directories in a registry whose files can be read one by one. */
@NullMarked
package dev.portolan.archive;

import org.jspecify.annotations.NullMarked;
